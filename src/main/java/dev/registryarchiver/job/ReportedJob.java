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
 * Steps in order, and a last one that runs whatever became of them. A flow could say the
 * same, but a flow that goes on behind a failed step abandons that step: no restart would
 * ever run it again.
 */
final class ReportedJob extends SimpleJob {

    private final Step report;

    ReportedJob(String name, JobRepository jobRepository, List<Step> steps, Step report) {
        super(name);
        setJobRepository(jobRepository);
        setSteps(steps);
        this.report = report;
    }

    @Override
    protected void doExecute(JobExecution execution)
            throws JobInterruptedException, JobRestartException, StartLimitExceededException {
        @Nullable JobInterruptedException interruption = doExecuteSteps(execution);
        BatchStatus status = execution.getStatus();
        // A job that is stopping begins no step, and its report is wanted all the same.
        execution.setStatus(BatchStatus.STARTED);
        StepExecution reporting = handleStep(this.report, execution);
        execution.setStatus(status);
        if (reporting.getStatus() != BatchStatus.COMPLETED) {
            execution.upgradeStatus(BatchStatus.FAILED);
        }
        if (interruption != null) {
            throw interruption;
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
