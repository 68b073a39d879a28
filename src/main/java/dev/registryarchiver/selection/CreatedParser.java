package dev.registryarchiver.selection;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads build dates as builders really write them: RFC 3339 with any number of digits of
 * a second, a leap second, lower-case letters, a space for {@code T}, offsets without
 * colon or minutes, and without any zone, which then is UTC.
 *
 * @see <a href= "https://www.rfc-editor.org/rfc/rfc3339#section-5.6">RFC 3339, section
 * 5.6</a>
 */
final class CreatedParser {

    /** Most characters looked at; longer text is no date. */
    static final int MAX_LENGTH = 64;

    private static final int NANO_DIGITS = 9;

    private static final int LAST_NANO = 999_999_999;

    private static final Pattern DATE = Pattern.compile(
            "(?<year>\\d{4})-(?<month>\\d\\d)-(?<day>\\d\\d)[Tt ](?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)"
                    + "(?:\\.(?<fraction>\\d+))? ?(?<offset>[Zz]|[+-]\\d\\d(?::?\\d\\d)?)?");

    private CreatedParser() {
    }

    /** The instant, or empty when the text is absent or no date; never an exception. */
    static Optional<Instant> parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher date = DATE.matcher(text.strip());
        if (!date.matches() || date.group("year").equals("0000")) {
            return Optional.empty();
        }
        try {
            return Optional.of(dateTime(date).toInstant(offset(date.group("offset"))));
        }
        catch (DateTimeException ex) {
            return Optional.empty();
        }
    }

    private static LocalDateTime dateTime(Matcher date) {
        int second = number(date, "second");
        int nano = nano(date.group("fraction"));
        // Java has no 61st second; the last moment before it keeps the order.
        boolean leap = (second == 60);
        return LocalDateTime.of(number(date, "year"), number(date, "month"), number(date, "day"), number(date, "hour"),
                number(date, "minute"), leap ? 59 : second, leap ? LAST_NANO : nano);
    }

    private static int number(Matcher date, String group) {
        return Integer.parseInt(date.group(group));
    }

    private static int nano(@Nullable String fraction) {
        return (fraction != null) ? Integer.parseInt((fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS))
                : 0;
    }

    private static ZoneOffset offset(@Nullable String offset) {
        return (offset == null || offset.equalsIgnoreCase("Z")) ? ZoneOffset.UTC : ZoneOffset.of(offset);
    }

}
