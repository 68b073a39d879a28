package dev.registryarchiver.job;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.flow.FlowExecutionStatus;
import org.springframework.batch.core.job.flow.JobExecutionDecider;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunSummary;

/**
 * Judges a run by its worklist and not by what the framework counted: a step whose thread
 * was interrupted ends as completed, and only the worklist knows that repositories were
 * not reached. What is undone makes the archive step and the job FAILED or STOPPED, so
 * that Spring Batch restarts them.
 */
final class Verdict implements JobExecutionDecider, StepExecutionListener {

    private final Worklist worklist;

    private final CurrentRun run;

    Verdict(Worklist worklist, CurrentRun run) {
        this.worklist = worklist;
        this.run = run;
    }

    /** How the run stands. */
    RunSummary.Status status(JobExecution execution) {
        if (this.run.stop().isPresent()) {
            return (this.run.stop().get().exitCode() == ExitCode.STOPPED) ? RunSummary.Status.STOPPED
                    : RunSummary.Status.FAILED;
        }
        if (!listingCompleted(execution) || total(Outcome.State.PENDING) > 0) {
            return RunSummary.Status.FAILED;
        }
        return (total(Outcome.State.FAILED) > 0) ? RunSummary.Status.COMPLETED_WITH_FAILURES
                : RunSummary.Status.COMPLETED;
    }

    @Override
    public FlowExecutionStatus decide(JobExecution execution, @Nullable StepExecution step) {
        return switch (status(execution)) {
            case COMPLETED -> FlowExecutionStatus.COMPLETED;
            case STOPPED -> FlowExecutionStatus.STOPPED;
            case FAILED, COMPLETED_WITH_FAILURES -> FlowExecutionStatus.FAILED;
        };
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        if (step.getStatus() != BatchStatus.COMPLETED
                || total(Outcome.State.PENDING) + total(Outcome.State.FAILED) == 0) {
            return step.getExitStatus();
        }
        step.setStatus(BatchStatus.FAILED);
        return ExitStatus.FAILED.addExitDescription("%d repositories failed, %d were not reached"
            .formatted(total(Outcome.State.FAILED), total(Outcome.State.PENDING)));
    }

    // A restarted execution does not list again; the listing of an earlier one of the
    // same run counts.
    private boolean listingCompleted(JobExecution execution) {
        return execution.getStepExecutions()
            .stream()
            .filter((step) -> step.getStepName().equals(ArchiveJob.LIST_STEP))
            .allMatch((step) -> step.getStatus() == BatchStatus.COMPLETED);
    }

    private long total(Outcome.State state) {
        Map<Outcome.State, Long> totals = this.worklist.totals(this.run.id());
        return totals.getOrDefault(state, 0L);
    }

}
