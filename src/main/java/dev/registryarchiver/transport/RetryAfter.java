package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Reads {@code Retry-After}: seconds, or a date in any of the three forms of HTTP.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section
 * 10.2.3</a>
 */
final class RetryAfter {

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
            .map((date) -> Duration.between(clock.instant(), date))
            .filter((pause) -> !pause.isNegative() && !pause.isZero());
    }

}
