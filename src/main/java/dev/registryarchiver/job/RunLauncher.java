package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;

import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunReports;

/**
 * Decides whether a run is started, continued or retried. Every run is a job instance of
 * its own, identified by its start time; continuing and retrying are Spring Batch
 * restarts of that instance.
 */
final class RunLauncher {

    private static final Logger logger = LoggerFactory.getLogger(RunLauncher.class);

    static final String RUN = "run";

    private static final String REGISTRY = "registry";

    /** Settings under which the same repositories are listed. */
    static final String CATALOG = "catalog";

    private static final String SETTINGS = "settings";

    private static final Duration PARTIALS_KEPT = Duration.ofDays(14);

    private final JobRepository jobRepository;

    private final JobOperator jobOperator;

    private final Job job;

    private final Worklist worklist;

    private final RunHistory history;

    private final ImageInventory inventory;

    private final RunReports reports;

    private final ArchiveStore store;

    private final CurrentRun run;

    private final Registry registry;

    private final RunSettings settings;

    private final DirectoryOwner owner;

    private final JobProperties properties;

    private final Clock clock;

    RunLauncher(JobRepository jobRepository, JobOperator jobOperator, Job job, Worklist worklist, RunHistory history,
            ImageInventory inventory, RunReports reports, ArchiveStore store, CurrentRun run, Registry registry,
            RunSettings settings, DirectoryOwner owner, JobProperties properties, Clock clock) {
        this.jobRepository = jobRepository;
        this.jobOperator = jobOperator;
        this.job = job;
        this.worklist = worklist;
        this.history = history;
        this.inventory = inventory;
        this.reports = reports;
        this.store = store;
        this.run = run;
        this.registry = registry;
        this.settings = settings;
        this.owner = owner;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Continues an unfinished run of this registry that is young enough, else starts a
     * new one.
     * @throws UsageException if the archives are of another registry
     */
    JobExecution archive() throws JobExecutionException {
        recover();
        claimDirectory();
        Optional<JobExecution> unfinished = lastExecution().filter(this::isUnfinished).filter(this::isYoung);
        if (unfinished.isPresent()) {
            logger.info("Continuing the unfinished run {}", runOf(unfinished.get()));
            return restart(unfinished.get());
        }
        return start();
    }

    /**
     * Restarts the last run if it left something undone; empty when it did not or when
     * there was none.
     * @throws UsageException if the last run was of another registry, or was asked for
     * something else
     */
    Optional<JobExecution> retry() throws JobExecutionException {
        recover();
        Optional<JobExecution> undone = lastExecution().filter((last) -> last.getStatus() != BatchStatus.COMPLETED);
        if (undone.isEmpty()) {
            return Optional.empty();
        }
        String before = undone.get().getJobParameters().getString(REGISTRY, "");
        if (!isSameRegistry(undone.get())) {
            throw new UsageException(
                    ("The last run archived %s and registry.url is %s. Give the same registry to retry that "
                            + "run, or use 'archive' to start a new one.")
                        .formatted(before, this.registry.url()));
        }
        if (!hasSameSettings(undone.get())) {
            throw new UsageException(
                    "The last run was asked for something else: a property catalog.* or selection.* has another value now. "
                            + "Give the same ones to retry that run, or use 'archive' to start a new one.");
        }
        claimDirectory();
        logger.info("Retrying what run {} left undone", runOf(undone.get()));
        return Optional.of(restart(undone.get()));
    }

    /**
     * Deletes what earlier attempts left unfinished, once every repository was worked on;
     * what undone ones have is continued when they are retried, for two weeks.
     */
    void removeOrphans() {
        Set<RepositoryName> undone = Set.copyOf(this.worklist.undone(this.run.id()));
        Shard part = this.properties.part();
        // Another machine may be writing those of the other shards just now.
        int removed = this.store.removeOrphans((repository) -> undone.contains(repository) || !part.owns(repository),
                this.clock.instant().minus(PARTIALS_KEPT));
        if (removed > 0) {
            logger.info("Deleted {} unfinished files that nothing needs any more", removed);
        }
    }

    /** Forgets the oldest runs, so that the state stays small. */
    void prune() {
        int kept = this.properties.keepRuns();
        // Spring Batch adds both numbers.
        List<JobInstance> old = this.jobRepository.getJobInstances(this.job.getName(), kept, Integer.MAX_VALUE - kept);
        old.forEach(this.jobRepository::deleteJobInstance);
        this.worklist.prune(kept);
        this.history.prune(kept);
        this.reports.prune(kept);
        this.inventory.prune();
    }

    private void claimDirectory() {
        this.owner.claim(lastExecution().map((last) -> last.getJobParameters().getString(REGISTRY)).orElse(null));
    }

    // Whoever holds the state knows that nobody else works on this job.
    private void recover() {
        new JobStateRecovery(this.jobRepository, this.jobOperator).recover(this.job.getName());
    }

    private JobExecution start() throws JobExecutionException {
        RunId id = new RunId(this.clock.instant().truncatedTo(ChronoUnit.MILLIS));
        begin(id);
        JobParameters parameters = new JobParametersBuilder().addString(RUN, id.toString())
            .addString(REGISTRY, this.registry.url(), false)
            .addString(SETTINGS, this.settings.fingerprint(), false)
            .addString(CATALOG, this.settings.catalogFingerprint(), false)
            .toJobParameters();
        return this.jobOperator.start(this.job, parameters);
    }

    private JobExecution restart(JobExecution execution) throws JobExecutionException {
        RunId id = runOf(execution);
        begin(id);
        this.worklist.reopenFailed(id);
        return this.jobOperator.restart(execution);
    }

    private void begin(RunId id) {
        this.run.begin(id);
        this.history.begin(id, this.registry.url());
    }

    private Optional<JobExecution> lastExecution() {
        return Optional.ofNullable(this.jobRepository.getLastJobInstance(this.job.getName()))
            .map(this.jobRepository::getLastJobExecution);
    }

    // A run in which everything was tried is finished, even if some of it failed: the
    // next night starts anew.
    private boolean isUnfinished(JobExecution execution) {
        if (execution.getStatus() == BatchStatus.COMPLETED || !isSameRegistry(execution)
                || !hasSameSettings(execution)) {
            return false;
        }
        boolean listed = ArchiveJob.isListed(execution.getJobInstance(), this.jobRepository);
        long pending = this.worklist.totals(runOf(execution)).getOrDefault(Outcome.State.PENDING, 0L);
        return !listed || pending > 0;
    }

    private boolean isYoung(JobExecution execution) {
        Duration age = Duration.between(runOf(execution).started(), this.clock.instant());
        return age.compareTo(this.properties.resumeWithin()) < 0;
    }

    private boolean isSameRegistry(JobExecution execution) {
        return this.registry.url().equals(execution.getJobParameters().getString(REGISTRY, this.registry.url()));
    }

    // Its worklist would hold what is no longer asked for.
    private boolean hasSameSettings(JobExecution execution) {
        return this.settings.fingerprint().equals(execution.getJobParameters().getString(SETTINGS));
    }

    private static RunId runOf(JobExecution execution) {
        return RunId.of(String.valueOf(execution.getJobParameters().getString(RUN)));
    }

}
