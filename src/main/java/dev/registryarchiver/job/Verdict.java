package dev.registryarchiver.job;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunSummary;

/**
 * Judges a run by its worklist and not by what the framework counted: a step whose thread
 * was interrupted ends as completed, and only the worklist knows that repositories were
 * not reached. What is undone makes the archive step FAILED or STOPPED, and with it the
 * job, so that Spring Batch restarts them.
 */
final class Verdict implements StepExecutionListener {

    private final Worklist worklist;

    private final CurrentRun run;

    Verdict(Worklist worklist, CurrentRun run) {
        this.worklist = worklist;
        this.run = run;
    }

    /** How the run stands. */
    RunSummary.Status status(JobExecution execution) {
        if (this.run.isEnding() && !isStoppedOnRequest()) {
            return RunSummary.Status.FAILED;
        }
        boolean tried = execution.getStepExecutions()
            .stream()
            .anyMatch((step) -> step.getStepName().equals(ArchiveJob.ARCHIVE_STEP));
        if (!tried || total(Outcome.State.PENDING) > 0) {
            return isStoppedOnRequest() ? RunSummary.Status.STOPPED : RunSummary.Status.FAILED;
        }
        return (total(Outcome.State.FAILED) > 0) ? RunSummary.Status.COMPLETED_WITH_FAILURES
                : RunSummary.Status.COMPLETED;
    }

    @Override
    public ExitStatus afterStep(StepExecution step) {
        long undone = total(Outcome.State.PENDING) + total(Outcome.State.FAILED);
        if (step.getStatus() != BatchStatus.COMPLETED || undone == 0) {
            return step.getExitStatus();
        }
        boolean stopped = isStoppedOnRequest();
        step.setStatus(stopped ? BatchStatus.STOPPED : BatchStatus.FAILED);
        return (stopped ? ExitStatus.STOPPED : ExitStatus.FAILED)
            .addExitDescription("%d repositories are not done".formatted(undone));
    }

    private boolean isStoppedOnRequest() {
        return this.run.stop().filter(CurrentRun.Stop::isOnRequest).isPresent();
    }

    private long total(Outcome.State state) {
        return this.worklist.totals(this.run.id()).getOrDefault(state, 0L);
    }

}
