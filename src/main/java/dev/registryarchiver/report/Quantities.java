package dev.registryarchiver.report;

import java.time.Duration;
import java.util.Locale;

import dev.registryarchiver.image.ByteCount;

/** Numbers as people read them. */
public final class Quantities {

    private Quantities() {
    }

    /** A size in words, such as {@code 1.21 GB}. */
    public static String bytes(long bytes) {
        return ByteCount.of(bytes);
    }

    /**
     * A duration such as {@code 0.4 s}, {@code 14 s}, {@code 3 min 10 s} or
     * {@code 2 h 5 min}.
     */
    public static String duration(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(10)) < 0) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toMinutes() < 1) {
            return duration.toSeconds() + " s";
        }
        return (duration.toHours() < 1) ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
                : "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart());
    }

    /** A number with its noun: {@code 1 repository}, {@code 2 repositories}. */
    public static String count(long number, String singular, String plural) {
        return number + " " + ((number == 1) ? singular : plural);
    }

}
