package dev.registryarchiver.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunId;

/**
 * A run in numbers.
 *
 * @param run the run
 * @param registry address of the registry
 * @param startedAt when this execution of the run started; later than the run itself
 * after a restart
 * @param finishedAt when it ended
 * @param status how it ended
 * @param reason why it ended early, or empty
 * @param totals repositories by state
 * @param fetchedBytes bytes fetched by all executions of the run
 * @param reusedBytes bytes that were on the disk and not fetched again
 * @param pruning what all executions of the run deleted
 */
public record RunSummary(RunId run, String registry, Instant startedAt, Instant finishedAt, Status status,
        String reason, Map<Outcome.State, Long> totals, long fetchedBytes, long reusedBytes, Pruning pruning) {

    /** How a run can end. */
    public enum Status {

        /** Nothing is left to do. */
        COMPLETED,

        /** Everything was tried and some repositories failed. */
        COMPLETED_WITH_FAILURES,

        /** It could not go on. */
        FAILED,

        /** It was asked to stop. */
        STOPPED

    }

    /**
     * The old archives that were deleted.
     *
     * @param archives how many
     * @param bytes their lengths together
     * @param heldBackBecause why none are deleted, or empty
     */
    public record Pruning(long archives, long bytes, String heldBackBecause) {

        /** Nothing was deleted. */
        public static final Pruning NONE = new Pruning(0, 0, "");

    }

    public long total(Outcome.State state) {
        return this.totals.getOrDefault(state, 0L);
    }

    public long repositories() {
        return this.totals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether every repository was worked on, with or without success. */
    public boolean isWhole() {
        return this.status == Status.COMPLETED || this.status == Status.COMPLETED_WITH_FAILURES;
    }

    public Duration duration() {
        return Duration.between(this.startedAt, this.finishedAt);
    }

}
