package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;

/**
 * Writes what became of each repository to its worklist row. Whatever goes wrong with one
 * repository becomes its outcome and the lane goes on; only what would go wrong with
 * every other repository too ends the run, and then the row stays undone. Shared by all
 * lanes.
 */
final class OutcomeRecorder {

    private static final Logger logger = LoggerFactory.getLogger(OutcomeRecorder.class);

    // So many repositories in a row failing on the network are no accident of theirs.
    private static final int MAX_NETWORK_FAILURES_IN_A_ROW = 10;

    private final Worklist worklist;

    private final CurrentRun run;

    private final Clock clock;

    private final Map<RepositoryName, Attempt> attempts = new ConcurrentHashMap<>();

    private final AtomicInteger networkFailuresInARow = new AtomicInteger();

    OutcomeRecorder(Worklist worklist, CurrentRun run, Clock clock) {
        this.worklist = worklist;
        this.run = run;
        this.clock = clock;
    }

    /** A lane begins to work on a repository. */
    void begin(RepositoryName repository) {
        this.attempts.put(repository, new Attempt(this.clock.instant(), ""));
    }

    /**
     * The images of a repository are chosen; the remarks are kept with what becomes of
     * them.
     */
    void selected(RepositoryName repository, List<String> remarks) {
        this.attempts.computeIfPresent(repository,
                (key, attempt) -> new Attempt(attempt.start(), String.join(" ", remarks)));
    }

    /** All chosen images of a repository are archived. */
    void recordArchived(RepositoryName repository, List<ImageOutcome> images) {
        record(repository, Outcome.archived(images, attempt(repository).remarks()));
    }

    /** A repository has nothing to archive. */
    void recordNothing(RepositoryName repository, String because) {
        logger.info("{} has nothing to save: {}", repository, because);
        record(repository, Outcome.nothingToSave(because));
    }

    /** A repository could not be done. */
    void recordFailure(RepositoryName repository, Exception failure) {
        logger.debug("{} failed", repository, failure);
        if (Failures.isStop(failure)) {
            return;
        }
        if (Failures.concernsEveryRepository(failure)) {
            this.run.stop(Failures.exitCode(failure), Failures.sentence(failure));
            return;
        }
        FailureClass kind = Failures.classify(failure);
        logger.warn("{} failed: {}", repository, Failures.sentence(failure));
        record(repository, Outcome.failed(kind, Failures.sentence(failure)));
        if (kind == FailureClass.NETWORK && this.networkFailuresInARow.get() >= MAX_NETWORK_FAILURES_IN_A_ROW) {
            this.run.stop(ExitCode.CANNOT_GO_ON, "%d repositories in a row failed on the network, the last one so: %s"
                .formatted(MAX_NETWORK_FAILURES_IN_A_ROW, Failures.sentence(failure)));
        }
    }

    private void record(RepositoryName repository, Outcome outcome) {
        Duration duration = Duration.between(attempt(repository).start(), this.clock.instant());
        this.worklist.record(this.run.id(), repository, outcome, duration);
        this.attempts.remove(repository);
        this.networkFailuresInARow
            .updateAndGet((failures) -> (outcome.failure() == FailureClass.NETWORK) ? failures + 1 : 0);
    }

    private Attempt attempt(RepositoryName repository) {
        return this.attempts.getOrDefault(repository, new Attempt(this.clock.instant(), ""));
    }

    private record Attempt(Instant start, String remarks) {
    }

}
