package dev.registryarchiver.job;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.Worklist;

/**
 * Notices a catalog that came back much smaller than in the last complete run: a registry
 * that lost repositories, or a user who lost rights. Nothing is deleted then; the next
 * complete run is compared with this one.
 */
final class CatalogGuard {

    // Of a few repositories some may well go in a day.
    private static final long FEW = 10;

    private static final int RUNS = 100;

    private final JobRepository jobRepository;

    private final Worklist worklist;

    private final CurrentRun run;

    CatalogGuard(JobRepository jobRepository, Worklist worklist, CurrentRun run) {
        this.jobRepository = jobRepository;
        this.worklist = worklist;
        this.run = run;
    }

    /** What is suspicious about the catalog of the current run, in a sentence. */
    Optional<String> suspicion(JobExecution execution) {
        if (!ArchiveJob.isListed(execution.getJobInstance(), this.jobRepository)) {
            // Then nothing was done either, of which something could be deleted.
            return Optional.empty();
        }
        long now = sum(this.worklist.totals(this.run.id()));
        return lastComplete(execution).filter((before) -> isSuspicious(before, now))
            .map((before) -> ("The registry lists %d repositories and listed %d in the last complete run. No archive is "
                    + "deleted in this run; if this is right, the next one deletes again.")
                .formatted(now, before));
    }

    /** Fewer than half are left, or more than a tenth of many are gone. */
    static boolean isSuspicious(long before, long now) {
        long gone = before - now;
        return now * 2 < before || (gone > FEW && gone * 10 > before);
    }

    private Optional<Long> lastComplete(JobExecution execution) {
        List<JobInstance> instances = this.jobRepository.getJobInstances(execution.getJobInstance().getJobName(), 0,
                RUNS);
        return instances.stream()
            .filter((instance) -> instance.getInstanceId() < execution.getJobInstance().getInstanceId())
            .flatMap((instance) -> Optional.ofNullable(this.jobRepository.getLastJobExecution(instance)).stream())
            .map(JobExecution::getJobParameters)
            .filter((parameters) -> isComparable(parameters, execution.getJobParameters()))
            .map((parameters) -> this.worklist.totals(RunId.of(String.valueOf(parameters.getString(RunLauncher.RUN)))))
            // An empty one leaves no trace, and one that did not reach its end may have
            // listed less than there was.
            .filter((totals) -> totals.getOrDefault(Outcome.State.PENDING, 0L) == 0 && sum(totals) > 0)
            .map(CatalogGuard::sum)
            .findFirst();
    }

    private static boolean isComparable(JobParameters before, JobParameters now) {
        return before.getString(RunLauncher.CATALOG, "").equals(now.getString(RunLauncher.CATALOG, ""));
    }

    private static long sum(Map<Outcome.State, Long> totals) {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

}
