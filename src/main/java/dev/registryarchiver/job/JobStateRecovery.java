package dev.registryarchiver.job;

import java.util.LinkedHashSet;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * Makes what a dead process left behind restartable. Only to be called by the process
 * that holds the state, by the lock of the H2 file or an advisory lock of PostgreSQL:
 * every execution that claims to be running is the claim of a dead process then.
 */
final class JobStateRecovery {

    private static final Logger logger = LoggerFactory.getLogger(JobStateRecovery.class);

    private final JobRepository jobRepository;

    private final JobOperator jobOperator;

    JobStateRecovery(JobRepository jobRepository, JobOperator jobOperator) {
        this.jobRepository = jobRepository;
        this.jobOperator = jobOperator;
    }

    /** Marks dead executions of a job as failed, so that they can be restarted. */
    void recover(String jobName) {
        for (JobExecution execution : deadExecutions(jobName)) {
            for (StepExecution step : execution.getStepExecutions()) {
                if (step.getStatus() == BatchStatus.UNKNOWN) {
                    // Safe because the worklist and not the step knows what is done.
                    step.setStatus(BatchStatus.FAILED);
                    this.jobRepository.update(step);
                }
            }
            if (execution.getStatus() == BatchStatus.UNKNOWN) {
                execution.setStatus(BatchStatus.FAILED);
            }
            this.jobOperator.recover(execution);
            logger.info("The last run was cut off; what it finished is kept");
        }
        deleteStillborn(jobName);
    }

    private Set<JobExecution> deadExecutions(String jobName) {
        Set<JobExecution> dead = new LinkedHashSet<>(this.jobRepository.findRunningJobExecutions(jobName));
        // A process that died while stopping leaves a job that ended with steps that did
        // not, which the query above misses.
        JobInstance instance = this.jobRepository.getLastJobInstance(jobName);
        JobExecution last = (instance != null) ? this.jobRepository.getLastJobExecution(instance) : null;
        if (last != null && last.getStatus() != BatchStatus.COMPLETED && last.getStatus() != BatchStatus.ABANDONED
                && isOpen(last)) {
            dead.add(last);
        }
        return dead;
    }

    private static boolean isOpen(JobExecution execution) {
        return isOpen(execution.getStatus())
                || execution.getStepExecutions().stream().anyMatch((step) -> isOpen(step.getStatus()));
    }

    private static boolean isOpen(BatchStatus status) {
        return status.isRunning() || status == BatchStatus.UNKNOWN;
    }

    // Killed between creating the instance and its first execution: it could never be
    // started again. Only the last one
    // can be such, because every start looks.
    private void deleteStillborn(String jobName) {
        JobInstance instance = this.jobRepository.getLastJobInstance(jobName);
        if (instance != null && this.jobRepository.getLastJobExecution(instance) == null) {
            this.jobRepository.deleteJobInstance(instance);
        }
    }

}
