package dev.registryarchiver.job;

import java.util.Collection;
import java.util.Comparator;

import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds what a misspelt word was meant to be. */
final class Suggestion {

    private static final int MAX_DISTANCE = 4;

    private Suggestion() {
    }

    /** {@code "; did you mean 'x'?"} when something known is near, else a full stop. */
    static String among(Collection<String> known, String word) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return known.stream()
            .filter((candidate) -> distance.apply(candidate, word) <= Math.min(MAX_DISTANCE, word.length() / 2))
            .min(Comparator.comparing((String candidate) -> distance.apply(candidate, word)))
            .map("; did you mean '%s'?"::formatted)
            .orElse(".");
    }

}
