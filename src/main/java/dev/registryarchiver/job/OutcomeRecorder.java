package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.DiskFullException;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.RunListener;

/**
 * Writes what became of each repository to its worklist row. Whatever goes wrong with one
 * repository becomes its outcome and the lane goes on; only what would go wrong with
 * every other repository too ends the run, and then the row stays undone. Shared by all
 * lanes.
 */
final class OutcomeRecorder {

    private static final Logger logger = LoggerFactory.getLogger(OutcomeRecorder.class);

    // When so many images in a row do not fit, the disk is full for all that matters.
    private static final int MAX_TOO_LARGE_IN_A_ROW = 10;

    private final Worklist worklist;

    private final CurrentRun run;

    private final Circuit circuit;

    private final RunListener listener;

    private final Clock clock;

    private final Map<RepositoryName, Attempt> attempts = new ConcurrentHashMap<>();

    private final AtomicInteger tooLargeInARow = new AtomicInteger();

    OutcomeRecorder(Worklist worklist, CurrentRun run, Circuit circuit, RunListener listener, Clock clock) {
        this.worklist = worklist;
        this.run = run;
        this.circuit = circuit;
        this.listener = listener;
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
        record(repository, Outcome.nothingToSave(because));
    }

    /** A repository could not be done. */
    void recordFailure(RepositoryName repository, Exception failure) {
        logger.debug("{} failed", repository, failure);
        if (Failures.isStop(failure)) {
            return;
        }
        if (Failures.concernsEveryRepository(failure)) {
            this.run.fail(failure);
            return;
        }
        record(repository, Outcome.failed(Failures.classify(failure), Failures.sentence(failure)));
        this.circuit.failed(repository, failure);
        this.worklist.reopen(this.run.id(), this.circuit.takeVictims());
        if (failure instanceof DiskFullException && this.tooLargeInARow.incrementAndGet() >= MAX_TOO_LARGE_IN_A_ROW) {
            this.run.stop(ExitCode.CANNOT_GO_ON, "The disk has no room for the images of %d repositories in a row. %s"
                .formatted(MAX_TOO_LARGE_IN_A_ROW, Failures.sentence(failure)));
        }
    }

    private void record(RepositoryName repository, Outcome outcome) {
        Instant start = attempt(repository).start();
        // As it is stored, so that whoever listens is told what the report will tell.
        Duration duration = Duration.between(start, this.clock.instant()).truncatedTo(ChronoUnit.MILLIS);
        this.worklist.record(this.run.id(), repository, outcome, start, duration);
        this.listener.finished(new WorklistEntry(0, repository, outcome, start, duration));
        this.attempts.remove(repository);
        if (outcome.failure() == null) {
            this.circuit.served(repository);
            this.tooLargeInARow.set(0);
        }
    }

    private Attempt attempt(RepositoryName repository) {
        return this.attempts.getOrDefault(repository, new Attempt(this.clock.instant(), ""));
    }

    private record Attempt(Instant start, String remarks) {
    }

}
