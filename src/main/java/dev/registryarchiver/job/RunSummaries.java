package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.job.JobExecution;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunSummary;

/** Sums up the current run from its worklist. */
final class RunSummaries {

    private final Worklist worklist;

    private final CurrentRun run;

    private final Verdict verdict;

    private final Registry registry;

    private final Clock clock;

    RunSummaries(Worklist worklist, CurrentRun run, Verdict verdict, Registry registry, Clock clock) {
        this.worklist = worklist;
        this.run = run;
        this.verdict = verdict;
        this.registry = registry;
        this.clock = clock;
    }

    RunSummary of(JobExecution execution) {
        RunId id = this.run.id();
        return new RunSummary(id, this.registry.url(), instant(execution.getStartTime()), this.clock.instant(),
                this.verdict.status(execution), reason(execution), this.worklist.totals(id),
                this.worklist.fetchedBytes(id), this.worklist.reusedBytes(id), PruneTasklet.pruningOf(execution));
    }

    private String reason(JobExecution execution) {
        return this.run.stop()
            .map(CurrentRun.Stop::reason)
            .or(() -> execution.getAllFailureExceptions().stream().findFirst().map(Failures::sentence))
            .orElse("");
    }

    // Spring Batch keeps times of the local zone.
    private Instant instant(@Nullable LocalDateTime time) {
        return (time != null) ? time.atZone(ZoneId.systemDefault()).toInstant() : this.clock.instant();
    }

}
