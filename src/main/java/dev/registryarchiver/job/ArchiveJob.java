package dev.registryarchiver.job;

import java.util.List;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.partition.support.SimplePartitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

import dev.registryarchiver.catalog.CatalogItemReader;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.archive.RepositoryImages;

/**
 * The job: list repositories, archive the newest image of each in parallel lanes, prune
 * old archives, write the report.
 *
 * <p>
 * Lanes are partitions that pull from one worklist. One partition per repository would
 * cost a gigabyte of bookkeeping for 10,000; a fixed share of the repositories per
 * partition would leave lanes idle behind a heavy repository. Chunks hold one repository
 * and no database transaction, because an image takes minutes to fetch and the worklist
 * row is committed when its archive is published.
 */
@Configuration(proxyBeanMethods = false)
class ArchiveJob {

    static final String NAME = "archive-newest-images";

    static final String LIST_STEP = "list-repositories";

    static final String ARCHIVE_STEP = "archive-images";

    static final String LANE_STEP = "lane";

    static final String PRUNE_STEP = "prune-archives";

    static final String REPORT_STEP = "write-report";

    private static final int LISTING_CHUNK = 500;

    private final ObservationRegistry observations;

    ArchiveJob(RunMeter meter) {
        this.observations = meter.observations();
    }

    /** Whether a run came to know all repositories, in whichever of its starts. */
    static boolean isListed(JobInstance run, JobRepository jobs) {
        StepExecution listing = jobs.getLastStepExecution(run, LIST_STEP);
        return listing != null && listing.getStatus() == BatchStatus.COMPLETED;
    }

    @Bean
    Job archiveNewestImages(JobRepository jobs, Step listRepositories, Step archiveImages, Step pruneArchives,
            Step writeReport) {
        ReportedJob job = new ReportedJob(NAME, jobs, List.of(listRepositories, archiveImages),
                List.of(pruneArchives, writeReport));
        job.setObservationRegistry(this.observations);
        return job;
    }

    @Bean
    Step listRepositories(JobRepository jobs, PlatformTransactionManager transactions, CatalogItemReader catalogReader,
            RepositoryFilter filter, WorklistItemWriter worklistWriter, CurrentRun run) {
        return step(LIST_STEP, jobs).<RepositoryName, RepositoryName>chunk(LISTING_CHUNK)
            .transactionManager(transactions)
            .reader(catalogReader)
            .processor((repository) -> filter.accepts(repository) ? repository : null)
            .writer(worklistWriter)
            .listener(new StopListener(run))
            .build();
    }

    @Bean
    Step archiveImages(JobRepository jobs, Step lane, AsyncTaskExecutor laneExecutor, JobProperties properties,
            Verdict verdict, StartListener start, GatheringListener gathering) {
        return step(ARCHIVE_STEP, jobs).partitioner(lane.getName(), new SimplePartitioner())
            .step(lane)
            .gridSize(properties.lanes())
            .taskExecutor(laneExecutor)
            .listener(start)
            .listener(verdict)
            .listener(gathering)
            .allowStartIfComplete(true)
            .build();
    }

    @Bean
    Step lane(JobRepository jobs, PendingRepositoryItemReader reader, LaneItemProcessor processor,
            LaneItemWriter writer) {
        ResourcelessTransactionManager transactions = new ResourcelessTransactionManager();
        // Otherwise a lane keeps the first connection it asks for until its image is
        // archived, and more lanes than connections wait for each other.
        transactions.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
        return step(LANE_STEP, LaneBookkeeping.of(jobs)).<RepositoryName, RepositoryImages>chunk(1)
            .transactionManager(transactions)
            .reader(reader)
            .processor(processor)
            .writer(writer)
            .allowStartIfComplete(true)
            .build();
    }

    // Without a transaction: what was deleted is to be forgotten at once.
    @Bean
    Step pruneArchives(JobRepository jobs, PruneTasklet tasklet) {
        return step(PRUNE_STEP, jobs).tasklet(tasklet).allowStartIfComplete(true).build();
    }

    @Bean
    Step writeReport(JobRepository jobs, PlatformTransactionManager transactions, ReportTasklet tasklet) {
        return step(REPORT_STEP, jobs).tasklet(tasklet, transactions).allowStartIfComplete(true).build();
    }

    private StepBuilder step(String name, JobRepository jobs) {
        return new StepBuilder(name, jobs).observationRegistry(this.observations);
    }

}
