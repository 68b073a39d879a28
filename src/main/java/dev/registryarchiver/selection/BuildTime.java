package dev.registryarchiver.selection;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.inventory.BuildDates;

/**
 * When an image was built, as far as something can be believed.
 *
 * @param instant the time, or {@code null} when nothing trustworthy tells
 * @param reason which source decided, in words
 */
record BuildTime(@Nullable Instant instant, String reason) {

    // Builders that want equal bytes for equal sources write 0001, 1970 or 1980-01-01.
    private static final Instant LAST_PLACEHOLDER = Instant.parse("1980-01-02T00:00:00Z");

    private static final Duration CLOCK_SKEW = Duration.ofHours(24);

    /** Judges what an image tells; the first source that can be believed decides. */
    static BuildTime of(BuildDates dates, Instant now) {
        Instant created = dates.created();
        if (isTrusted(created, now)) {
            return new BuildTime(created, "built %s (config)".formatted(created));
        }
        String whyNot = (created != null) ? "the config says " + created : "the config tells no time";
        for (Map.Entry<String, Instant> source : otherSources(dates).entrySet()) {
            if (isTrusted(source.getValue(), now)) {
                return new BuildTime(source.getValue(),
                        "built %s (%s, because %s)".formatted(source.getValue(), source.getKey(), whyNot));
            }
        }
        return new BuildTime(null, "no usable date (%s)".formatted(whyNot));
    }

    /**
     * Whether a date is neither a placeholder nor more than 24 hours in the future.
     */
    static boolean isTrusted(@Nullable Instant date, Instant now) {
        return date != null && date.isAfter(LAST_PLACEHOLDER) && !date.isAfter(now.plus(CLOCK_SKEW));
    }

    private static Map<String, Instant> otherSources(BuildDates dates) {
        Map<String, Instant> sources = new LinkedHashMap<>();
        put(sources, "annotation org.opencontainers.image.created of the manifest", dates.manifestAnnotation());
        put(sources, "annotation org.opencontainers.image.created of the index", dates.indexAnnotation());
        put(sources, "label org.opencontainers.image.created", dates.label());
        put(sources, "label org.label-schema.build-date", dates.buildDateLabel());
        put(sources, "last history entry", dates.lastHistory());
        return sources;
    }

    private static void put(Map<String, Instant> sources, String name, @Nullable Instant date) {
        if (date != null) {
            sources.put(name, date);
        }
    }

}
