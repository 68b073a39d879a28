package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.archive.ArchivePlanner;
import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.archive.ArchivePruner;
import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.archive.BucketClient;
import dev.registryarchiver.archive.DirectoryArchiveStore;
import dev.registryarchiver.archive.ImageArchiveItemWriter;
import dev.registryarchiver.archive.ImageArchiver;
import dev.registryarchiver.archive.NewestLinks;
import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.catalog.CatalogItemReader;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.RunComparison;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.selection.NewestImageItemProcessor;
import dev.registryarchiver.selection.NewestImageSelector;
import dev.registryarchiver.selection.SelectionProperties;
import dev.registryarchiver.transport.TransportProperties;
import dev.registryarchiver.transport.TrustedAuthorities;

/**
 * The parts of a run: choosing, archiving, pruning, reporting.
 */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {

    @Bean
    WorkerPool transferExecutor(TransportProperties properties) {
        return new WorkerPool("transfer-", properties.connections());
    }

    @Bean
    WorkerPool laneExecutor(JobProperties properties) {
        return new WorkerPool("lane-", properties.lanes());
    }

    @Bean
    NewestImageSelector newestImageSelector(RegistryClient client, ImageInventory inventory,
            SelectionProperties properties, Executor transferExecutor, Clock clock) {
        return new NewestImageSelector(client, inventory, properties, transferExecutor, clock);
    }

    @Bean
    ArchiveStore archiveStore(ArchiveProperties archive, TransportProperties transport,
            ObjectProvider<SslBundles> bundles) {
        // Whoever vouches for the registry vouches for the storage.
        return archive.bucket()
            .map((location) -> BucketClient.store(location, archive.s3(),
                    TrustedAuthorities.of(transport, bundles::getObject)))
            .orElseGet(() -> new DirectoryArchiveStore(archive.path()));
    }

    @Bean
    DirectoryOwner directoryOwner(Registry registry, RegistryClient client, ImageInventory inventory,
            ArchiveStore store) {
        return new DirectoryOwner(registry, client, inventory, store);
    }

    @Bean
    ImageArchiver imageArchiver(ArchiveStore store, ImageInventory inventory, RegistryClient client, Registry registry,
            Executor transferExecutor, CurrentRun run, Progress progress) {
        return new ImageArchiver(store, inventory, new ObservedImageSource(new RegistryImageSource(client), progress),
                registry, transferExecutor, run::isStopping);
    }

    @Bean
    ArchivePlanner archivePlanner(ArchiveStore store, ImageInventory inventory, RegistryClient client,
            Registry registry) {
        return new ArchivePlanner(store, inventory, new RegistryImageSource(client), registry);
    }

    @Bean
    CatalogItemReader catalogItemReader(RepositorySource source) {
        return new CatalogItemReader(source);
    }

    @Bean
    WorklistItemWriter worklistItemWriter(Worklist worklist, CurrentRun run) {
        return new WorklistItemWriter(worklist, run);
    }

    @Bean
    PendingRepositoryItemReader pendingRepositoryItemReader(Worklist worklist, CurrentRun run) {
        return new PendingRepositoryItemReader(worklist, run);
    }

    @Bean
    Circuit circuit(CurrentRun run, RegistryClient registry) {
        return new Circuit(run, registry);
    }

    @Bean
    GatheringListener gatheringListener(StateDatabase database, JdbcTemplate stateTables, CurrentRun run) {
        return new GatheringListener(database, stateTables, run);
    }

    @Bean
    StartListener startListener(Worklist worklist, CurrentRun run, Registry registry, RunConsole console) {
        return new StartListener(worklist, run, registry, console);
    }

    @Bean
    OutcomeRecorder outcomeRecorder(Worklist worklist, CurrentRun run, Circuit circuit, RunConsole console,
            Clock clock) {
        return new OutcomeRecorder(worklist, run, circuit, console, clock);
    }

    @Bean
    LaneItemProcessor laneItemProcessor(NewestImageSelector selector, OutcomeRecorder recorder,
            MissingRepositories missing) {
        return new LaneItemProcessor(new NewestImageItemProcessor(selector), recorder, missing);
    }

    @Bean
    LaneItemWriter laneItemWriter(ImageArchiver archiver, OutcomeRecorder recorder) {
        return new LaneItemWriter(new ImageArchiveItemWriter(archiver, recorder::recordArchived), recorder);
    }

    @Bean
    Verdict verdict(Worklist worklist, CurrentRun run) {
        return new Verdict(worklist, run);
    }

    @Bean
    CatalogGuard catalogGuard(JobRepository jobRepository, Worklist worklist, CurrentRun run) {
        return new CatalogGuard(jobRepository, worklist, run);
    }

    @Bean
    PruneTasklet pruneTasklet(ArchiveStore store, ImageInventory inventory, ArchiveProperties archive,
            SelectionProperties selection, CatalogGuard guard, Worklist worklist, CurrentRun run) {
        // What a run has just chosen is not deleted by it.
        ArchivePruner pruner = new ArchivePruner(store, inventory, Math.max(archive.keep(), selection.newest()));
        return new PruneTasklet(pruner, new NewestLinks(store, selection.platform().size() == 1), guard, worklist, run);
    }

    @Bean
    RunSummaries runSummaries(Worklist worklist, CurrentRun run, Verdict verdict, Registry registry, Clock clock) {
        return new RunSummaries(worklist, run, verdict, registry, clock);
    }

    @Bean
    RunReports runReports(Path stateDirectory) {
        return new RunReports(stateDirectory.resolve("reports"));
    }

    @Bean
    ReportTasklet reportTasklet(RunReports reports, Worklist worklist, RunHistory history, RunComparison comparison,
            ArchiveStore store, RunSummaries summaries, RunMeter meter) {
        return new ReportTasklet(reports, worklist, history, comparison, new StoredArchives(store), summaries::of,
                meter);
    }

}
