package dev.registryarchiver.selection;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Tag;

/**
 * A tag read as a version: three numbers, perhaps with a {@code v} in front and a
 * pre-release behind.
 *
 * @param numbers major, minor and patch as written; of any length, so text
 * @param preRelease what follows the hyphen, or empty for a release
 * @see <a href="https://semver.org/#spec-item-11">Semantic Versioning 2.0.0, section
 * 11</a>
 */
record SemanticVersion(List<String> numbers, String preRelease) implements Comparable<SemanticVersion> {

    private static final Pattern GRAMMAR = Pattern
        .compile("[vV]?(\\d+)\\.(\\d+)\\.(\\d+)(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?");

    static Optional<SemanticVersion> of(Tag tag) {
        Matcher version = GRAMMAR.matcher(tag.value());
        if (!version.matches()) {
            return Optional.empty();
        }
        String preRelease = version.group(4);
        return Optional.of(new SemanticVersion(List.of(version.group(1), version.group(2), version.group(3)),
                (preRelease != null) ? preRelease : ""));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        for (int i = 0; i < this.numbers.size(); i++) {
            int order = NaturalOrder.compareNumbers(this.numbers.get(i), other.numbers.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (this.preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(this.preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        // The specification compares rc9 and rc10 by letters; whoever writes them means
        // numbers.
        return NaturalOrder.INSTANCE.compare(this.preRelease, other.preRelease);
    }

}
