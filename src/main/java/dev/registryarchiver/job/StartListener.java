package dev.registryarchiver.job;

import java.util.Map;

import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunListener;

/** Tells how many repositories there are once that is known. */
final class StartListener implements StepExecutionListener {

    private final Worklist worklist;

    private final CurrentRun run;

    private final Registry registry;

    private final RunListener listener;

    StartListener(Worklist worklist, CurrentRun run, Registry registry, RunListener listener) {
        this.worklist = worklist;
        this.run = run;
        this.registry = registry;
        this.listener = listener;
    }

    @Override
    public void beforeStep(StepExecution archiveStep) {
        Map<Outcome.State, Long> totals = this.worklist.totals(this.run.id());
        long all = totals.values().stream().mapToLong(Long::longValue).sum();
        this.listener.started(this.run.id(), this.registry.url(), all,
                all - totals.getOrDefault(Outcome.State.PENDING, 0L));
    }

}
