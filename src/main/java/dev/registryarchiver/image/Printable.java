package dev.registryarchiver.image;

/**
 * Text from a server or a user made fit for a log line, an error message or a terminal:
 * control characters, escape sequences and direction marks are replaced and the length is
 * bounded, so that nobody can forge a line or a colour.
 */
public final class Printable {

    private static final int MAX_LENGTH = 200;

    private Printable() {
    }

    /**
     * At most 200 characters of {@code text} in which everything that is not visible
     * became {@code ?}.
     */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
        text.codePoints().limit(MAX_LENGTH).map(Printable::visible).forEach(printable::appendCodePoint);
        return (text.codePointCount(0, text.length()) > MAX_LENGTH) ? printable + "…" : printable.toString();
    }

    private static int visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                '?';
            default -> codePoint;
        };
    }

}
