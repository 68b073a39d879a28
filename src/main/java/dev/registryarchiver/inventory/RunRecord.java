package dev.registryarchiver.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a run.
 *
 * @param run the run
 * @param registry address of the registry
 * @param status how it ended, in the words of the report; {@code null} while it is at
 * work and after it was killed
 * @param finishedAt when it ended, or {@code null}
 * @param worked how long it was worked on, restarts included; what was killed is not
 * counted
 * @param totals repositories by state
 * @param fetchedBytes bytes fetched
 * @param reusedBytes bytes that were on the disk and not fetched again
 * @param archives what the archive directory held at its end
 */
public record RunRecord(RunId run, String registry, @Nullable String status, @Nullable Instant finishedAt,
        Duration worked, Map<Outcome.State, Long> totals, long fetchedBytes, long reusedBytes, ArchiveTotals archives) {

    public long total(Outcome.State state) {
        return this.totals.getOrDefault(state, 0L);
    }

    public long repositories() {
        return this.totals.values().stream().mapToLong(Long::longValue).sum();
    }

}
