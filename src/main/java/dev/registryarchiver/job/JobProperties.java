package dev.registryarchiver.job;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.registryarchiver.catalog.Shard;

/**
 * How a run goes about its work.
 *
 * @param lanes repositories worked on at once, 1 to 256
 * @param resumeWithin how old an unfinished run may be to be continued instead of
 * starting a new one
 * @param deadline time after which no further repository is begun, counted from the start
 * of the program; those under way have half of the grace to finish, and the next run
 * continues; none when not set
 * @param grace longest wait for running transfers to come to rest when the process is
 * asked to stop
 * @param shard which part of the repositories to work on, as index/count with the index
 * counted from 0, such as 2/5; the rest is left to other machines
 * @param keepRuns runs whose history is kept, at least 2
 */
@ConfigurationProperties(prefix = "job", ignoreUnknownFields = false)
record JobProperties(@DefaultValue("8") int lanes, @DefaultValue("12h") Duration resumeWithin,
        @Nullable Duration deadline, @DefaultValue("20s") Duration grace, @Nullable String shard,
        @DefaultValue("30") int keepRuns) {

    JobProperties {
        require(lanes >= 1 && lanes <= 256, "job.lanes", lanes, "a number from 1 to 256");
        require(!resumeWithin.isNegative(), "job.resume-within", resumeWithin,
                "a duration such as 12h, or 0 for never");
        require(deadline == null || deadline.toMillis() > 0, "job.deadline", String.valueOf(deadline),
                "a duration such as 6h");
        require(!grace.isNegative(), "job.grace", grace, "a duration such as 20s");
        require(keepRuns >= 2, "job.keep-runs", keepRuns, "2 or more");
        partOf(shard);
    }

    /** The part to work on; all repositories when none was named. */
    Shard part() {
        return partOf(this.shard);
    }

    private static Shard partOf(@Nullable String shard) {
        return (shard != null && !shard.isBlank()) ? Shard.of(shard) : Shard.WHOLE;
    }

    private static void require(boolean valid, String property, Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException("%s is '%s'; it needs to be %s".formatted(property, value, expected));
        }
    }

}
