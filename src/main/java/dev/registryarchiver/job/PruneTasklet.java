package dev.registryarchiver.job;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.registryarchiver.archive.ArchivePruner;
import dev.registryarchiver.archive.ArchivePruner.Pruned;
import dev.registryarchiver.archive.NewestLinks;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.RunSummary;

/**
 * Deletes old archives of the repositories that this run has done, whatever became of the
 * others: a disk that is full because of old archives is to have room again. What failed,
 * was not reached or is gone from the registry keeps all it has.
 */
final class PruneTasklet implements Tasklet {

    private static final Logger logger = LoggerFactory.getLogger(PruneTasklet.class);

    // In the context of the job, which a restart takes over.
    private static final String ARCHIVES = "pruned.archives";

    private static final String BYTES = "pruned.bytes";

    private static final String HELD_BACK = "pruned.heldBackBecause";

    private final ArchivePruner pruner;

    private final NewestLinks links;

    private final CatalogGuard guard;

    private final Worklist worklist;

    private final CurrentRun run;

    PruneTasklet(ArchivePruner pruner, NewestLinks links, CatalogGuard guard, Worklist worklist, CurrentRun run) {
        this.pruner = pruner;
        this.links = links;
        this.guard = guard;
        this.worklist = worklist;
        this.run = run;
    }

    /** What all executions of a run deleted so far. */
    static RunSummary.Pruning pruningOf(JobExecution execution) {
        ExecutionContext context = execution.getExecutionContext();
        return new RunSummary.Pruning(context.getLong(ARCHIVES, 0), context.getLong(BYTES, 0),
                context.getString(HELD_BACK, ""));
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext chunk) {
        JobExecution execution = contribution.getStepExecution().getJobExecution();
        if (isStoppedOnRequest()) {
            return RepeatStatus.FINISHED;
        }
        Optional<String> suspicion = this.guard.suspicion(execution);
        suspicion.ifPresent(logger::warn);
        ExecutionContext context = execution.getExecutionContext();
        context.putString(HELD_BACK, suspicion.orElse(""));
        this.worklist.forEach(this.run.id(), (entry) -> {
            if (isDone(entry) && !isStoppedOnRequest()) {
                this.links.update(entry.outcome().images().get(0).archive());
                if (suspicion.isEmpty()) {
                    add(prune(entry), context);
                }
            }
        });
        return RepeatStatus.FINISHED;
    }

    private Pruned prune(WorklistEntry entry) {
        Set<String> chosen = entry.outcome()
            .images()
            .stream()
            .map(ImageOutcome::archive)
            .collect(Collectors.toUnmodifiableSet());
        return this.pruner.prune(entry.repository(), chosen);
    }

    private static void add(Pruned pruned, ExecutionContext context) {
        context.putLong(ARCHIVES, context.getLong(ARCHIVES, 0) + pruned.archives());
        context.putLong(BYTES, context.getLong(BYTES, 0) + pruned.bytes());
    }

    private static boolean isDone(WorklistEntry entry) {
        Outcome.State state = entry.outcome().state();
        return (state == Outcome.State.SAVED || state == Outcome.State.UNCHANGED)
                && !entry.outcome().images().isEmpty();
    }

    // There is a grace period for transfers to come to rest, not for this.
    private boolean isStoppedOnRequest() {
        return this.run.stop().filter((stop) -> stop.exitCode() == ExitCode.STOPPED).isPresent();
    }

}
