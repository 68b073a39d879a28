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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.hc.client5.http.utils.DateUtils;

/**
 * Reads when a server wants to be asked again: {@code Retry-After} with seconds, or a
 * date in any of the three forms of HTTP, else the quota of Docker Hub when it is used
 * up.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110, section
 * 10.2.3</a>
 */
final class RetryAfter {

    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy",
            Locale.ENGLISH);

    private static final Pattern USED_UP = Pattern.compile("\\s*0\\s*;\\s*w=(\\d{1,9})\\s*");

    private RetryAfter() {
    }

    /** The pause asked for, or nothing when the value is absent, past or unreadable. */
    static Optional<Duration> of(Response response, Clock clock) {
        return response.header("Retry-After")
            .map(String::strip)
            .flatMap((value) -> parse(value, clock))
            .or(() -> response.header("RateLimit-Remaining").flatMap(RetryAfter::usedUp));
    }

    // Such as 0;w=21600: nothing is left for a window of six hours, which makes waiting
    // for seconds pointless. Only a refused request counts: as long as answers come,
    // nothing is known to be missing.
    private static Optional<Duration> usedUp(String quota) {
        Matcher matcher = USED_UP.matcher(quota);
        return matcher.matches() ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1)))) : Optional.empty();
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
