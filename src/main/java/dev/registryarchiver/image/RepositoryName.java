package dev.registryarchiver.image;

import java.util.regex.Pattern;

/**
 * Path of a repository inside a registry, such as {@code team/app}. The grammar admits no
 * {@code ..}, backslash, percent sign or upper case, so a checked name is safe in URLs,
 * paths and log lines.
 *
 * @param value the name, at most 255 characters
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests">
 * distribution-spec, grammar of {@code <name>}</a>
 */
public record RepositoryName(String value) implements Comparable<RepositoryName> {

    /**
     * Most characters accepted; many clients refuse longer names together with their
     * host.
     */
    public static final int MAX_LENGTH = 255;

    // Possessive, so that a hostile name of 255 characters costs no backtracking.
    private static final Pattern GRAMMAR = Pattern
        .compile("[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:\\.|__|_|-++)[a-z0-9]++)*+)*+");

    public RepositoryName {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "'%s' is not a repository name; use lowercase letters, digits and single separators, such as team/app"
                        .formatted(Printable.of(value)));
        }
    }

    public static RepositoryName of(String value) {
        return new RepositoryName(value);
    }

    /** Whether {@code value} could be a name, without an exception. */
    public static boolean isValid(String value) {
        return value.length() <= MAX_LENGTH && GRAMMAR.matcher(value).matches();
    }

    @Override
    public int compareTo(RepositoryName other) {
        return this.value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return this.value;
    }

}
