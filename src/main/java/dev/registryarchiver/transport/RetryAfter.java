package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Reads {@code Retry-After}: seconds, or a date in any of the three forms of HTTP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section
 * 10.2.3</a>
 */
final class RetryAfter {

    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy",
            Locale.ENGLISH);

    private RetryAfter() {
    }

    /** The pause asked for, or nothing when the value is absent, past or unreadable. */
    static Optional<Duration> of(Response response, Clock clock) {
        return response.header("Retry-After").map(String::strip).flatMap((value) -> parse(value, clock));
    }

    private static Optional<Duration> parse(String value, Clock clock) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        return Optional.ofNullable(DateUtils.parseStandardDate(value))
            .or(() -> asctime(value))
            .map((date) -> Duration.between(clock.instant(), date))
            .filter((pause) -> !pause.isNegative() && !pause.isZero());
    }

    // The library knows this form by name but misses the time zone.
    private static Optional<Instant> asctime(String value) {
        try {
            return Optional.of(LocalDateTime.parse(value, ASCTIME).toInstant(ZoneOffset.UTC));
        }
        catch (DateTimeParseException ex) {
            return Optional.empty();
        }
    }

}
