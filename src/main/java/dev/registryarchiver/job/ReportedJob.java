package dev.registryarchiver.job;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.SimpleJob;
import org.springframework.batch.core.job.StartLimitExceededException;
import org.springframework.batch.core.launch.JobRestartException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * Steps in order, and last ones that run whatever became of those before. A flow could
 * say the same, but a flow that goes on behind a failed step abandons that step: no
 * restart would ever run it again.
 */
final class ReportedJob extends SimpleJob {

    private final List<Step> lastSteps;

    ReportedJob(String name, JobRepository jobRepository, List<Step> steps, List<Step> lastSteps) {
        super(name);
        setJobRepository(jobRepository);
        setSteps(steps);
        this.lastSteps = List.copyOf(lastSteps);
    }

    @Override
    protected void doExecute(JobExecution execution)
            throws JobInterruptedException, JobRestartException, StartLimitExceededException {
        @Nullable JobInterruptedException interruption = doExecuteSteps(execution);
        for (Step step : this.lastSteps) {
            doExecuteAnyway(step, execution);
        }
        if (interruption != null) {
            throw interruption;
        }
    }

    // A job that is stopping begins no step, and its report is wanted all the same.
    private void doExecuteAnyway(Step step, JobExecution execution)
            throws JobInterruptedException, JobRestartException, StartLimitExceededException {
        BatchStatus status = execution.getStatus();
        execution.setStatus(BatchStatus.STARTED);
        StepExecution last = handleStep(step, execution);
        execution.setStatus(status);
        if (last.getStatus() != BatchStatus.COMPLETED) {
            execution.upgradeStatus(BatchStatus.FAILED);
        }
    }

    // A step that was stopped ends the job with an exception, which has to wait for the
    // report.
    private @Nullable JobInterruptedException doExecuteSteps(JobExecution execution)
            throws JobRestartException, StartLimitExceededException {
        try {
            super.doExecute(execution);
            return null;
        }
        catch (JobInterruptedException ex) {
            return ex;
        }
    }

}
