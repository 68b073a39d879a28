package dev.registryarchiver.image;

import java.util.regex.Pattern;

/**
 * Movable name of an image inside its repository, such as {@code 1.10.0}.
 *
 * @param value the tag, at most 128 characters
 */
public record Tag(String value) implements Comparable<Tag> {

    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    public Tag {
        if (!isValid(value)) {
            throw new IllegalArgumentException("'%s' is not a tag; use up to 128 letters, digits, '_', '.' and '-'"
                .formatted(Printable.of(value)));
        }
    }

    public static Tag of(String value) {
        return new Tag(value);
    }

    /** Whether {@code value} could be a tag, without an exception. */
    public static boolean isValid(String value) {
        return GRAMMAR.matcher(value).matches();
    }

    @Override
    public int compareTo(Tag other) {
        return this.value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return this.value;
    }

}
