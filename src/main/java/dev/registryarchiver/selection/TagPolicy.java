package dev.registryarchiver.selection;

import java.util.List;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Tag;

/**
 * Which tags come into question.
 *
 * @param include expressions of which one has to match the whole tag; empty for all tags
 * @param exclude expressions of which none may match the whole tag
 */
record TagPolicy(List<Pattern> include, List<Pattern> exclude) {

    boolean accepts(Tag tag) {
        boolean included = this.include.isEmpty() || matchesAny(this.include, tag);
        return included && !matchesAny(this.exclude, tag);
    }

    private static boolean matchesAny(List<Pattern> patterns, Tag tag) {
        return patterns.stream().anyMatch((pattern) -> pattern.matcher(tag.value()).matches());
    }

}
