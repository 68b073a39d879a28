package dev.registryarchiver.job;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;

import javax.sql.DataSource;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;

import dev.registryarchiver.archive.ArchivePlanner;
import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.archive.ArchiveVerifier;
import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.registry.PushClient;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryProperties;
import dev.registryarchiver.registry.UploadPolicy;
import dev.registryarchiver.report.JsonRestore;
import dev.registryarchiver.report.ListPrinter;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.report.TextRestore;
import dev.registryarchiver.selection.ImageInspector;
import dev.registryarchiver.selection.NewestImageSelector;
import dev.registryarchiver.selection.SelectionProperties;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Sleeper;
import dev.registryarchiver.transport.TransportProperties;

/**
 * One action for each command, named after the command's word.
 */
@Configuration(proxyBeanMethods = false)
class CommandConfiguration {

    // More readers only make a disk seek more.
    private static final int MAX_VERIFIED_AT_ONCE = 4;

    @Bean
    RunLauncher runLauncher(JobRepository jobRepository, JobOperator jobOperator, Job job, Worklist worklist,
            RunHistory history, ImageInventory inventory, RunReports reports, ArchiveStore store, CurrentRun run,
            Registry registry, CatalogProperties catalog, SelectionProperties selection, DirectoryOwner owner,
            JobProperties properties, Clock clock) {
        return new RunLauncher(jobRepository, jobOperator, job, worklist, history, inventory, reports, store, run,
                registry, new RunSettings(catalog, properties.part(), selection), owner, properties, clock);
    }

    @Bean
    RunCommand runCommand(RunLauncher launcher, RunSummaries summaries, Worklist worklist, CurrentRun run,
            RunReports reports, RunConsole console) {
        return new RunCommand(launcher, summaries, worklist, run, reports, console);
    }

    @Bean
    Action archive(ObjectProvider<RunCommand> command, RunMeter meter) {
        return new MeteredAction((operands) -> command.getObject().archive(), meter);
    }

    @Bean
    Action retry(ObjectProvider<RunCommand> command, RunMeter meter) {
        return new MeteredAction((operands) -> command.getObject().retry(), meter);
    }

    @Bean
    Action list(RepositorySource source, RepositoryFilter filter, NewestImageSelector selector, ArchivePlanner planner,
            MissingRepositories missing, AsyncTaskExecutor laneExecutor, CurrentRun run, Circuit circuit,
            ConsoleProperties console, Progress progress, PrintStream output, PrintStream errors) {
        ListPrinter printer = switch (console.output()) {
            case TEXT -> ListPrinter.text(output);
            case JSON -> ListPrinter.json(output);
            case CSV -> ListPrinter.csv(output, errors);
        };
        return new ListCommand(source, filter, selector, planner, missing, laneExecutor, run, circuit, printer,
                progress, errors);
    }

    @Bean
    WorkerPool verifyExecutor() {
        return new WorkerPool("verify-", Math.min(MAX_VERIFIED_AT_ONCE, Runtime.getRuntime().availableProcessors()));
    }

    @Bean
    Action verify(ArchiveStore store, VerifyProperties properties, ObjectProvider<ImageInventory> inventory,
            DataSourceProperties database, Path stateDirectory, Shard shard, Executor verifyExecutor, CurrentRun run,
            ConsoleProperties console, PrintStream output) {
        ArchiveVerifier verifier = new ArchiveVerifier(properties.diffIds(), () -> {
            if (run.isStopping()) {
                throw new CancellationException();
            }
        });
        VerifyState state = new VerifyState(inventory::getObject,
                () -> StateConfiguration.stateToWrite(database, stateDirectory, shard));
        return new VerifyCommand(new StoredArchives(store), verifier, state, verifyExecutor, run, console.quiet(),
                output);
    }

    @Bean
    WorkerPool restoreExecutor(JobProperties properties) {
        return new WorkerPool("restore-", properties.lanes());
    }

    @Bean
    WorkerPool pushExecutor(TransportProperties properties) {
        return new WorkerPool("push-", properties.connections());
    }

    @Bean
    PushClient pushClient(AuthorizedTransport transport, Registry registry, RestoreProperties restore,
            TransportProperties properties, CurrentRun run) {
        return new PushClient(transport, registry, new UploadPolicy(restore.chunkSize().toBytes(), properties.retries(),
                properties.retryWait(), Sleeper.until(run::isStopping)));
    }

    @Bean
    Action restore(PushClient client, RestoreProperties properties, Executor restoreExecutor, Executor pushExecutor,
            CurrentRun run, Circuit circuit, ConsoleProperties console, PrintStream output, PrintStream errors) {
        BlobRestorer blobs = new BlobRestorer(client, () -> {
            if (run.isStopping()) {
                throw new CancellationException();
            }
        });
        return new RestoreCommand(new RestorePlan(properties),
                new ArchiveRestorer(client, blobs, pushExecutor, properties.overwrite()), restoreExecutor, run, circuit,
                (console.output() == OutputFormat.JSON) ? new JsonRestore(output)
                        : new TextRestore(console.quiet(), output),
                errors);
    }

    @Bean
    Action history(RunHistory history, ConsoleProperties console, PrintStream output) {
        return new HistoryCommand(history, console.output(), output);
    }

    @Bean
    Action inspect(RegistryAccess access, RegistryProperties registry, SelectionProperties selection,
            ConsoleProperties console, CommandLine line, Clock clock, PrintStream output) {
        return new InspectCommand(access, registry, selection, console.output(),
                line.flags().contains(CommandLine.DIGEST), clock, output);
    }

    @Bean
    CheckupRecorder checkupRecorder(Clock clock) {
        return new CheckupRecorder(clock);
    }

    @Bean
    RegistryCheckup registryCheckup(HttpTransport transport, AuthorizedTransport authorized, RegistryClient client,
            Registry registry, RepositorySource source, RepositoryFilter filter, CatalogProperties catalog,
            SelectionProperties selection, CheckupRecorder recorder, TransportProperties properties, Clock clock) {
        return new RegistryCheckup(transport, authorized, client, registry,
                new RegistryCheckup.Listing(source, filter, !catalog.repositories().isEmpty()),
                new ImageInspector(client, selection, clock), recorder, properties.connectTimeout(), clock);
    }

    @Bean
    Action doctor(RegistryCheckup registry, ArchiveStore store, ObjectProvider<DataSource> state,
            DataSourceProperties database, Path stateDirectory, Shard shard, CheckupRecorder recorder,
            PrintStream output) {
        Path stateFile = (database.getUrl() == null) ? StateDatabase.file(stateDirectory) : null;
        DiskCheckup disk = new DiskCheckup(store, state, stateFile,
                () -> StateConfiguration.stateServer(database, shard));
        return new DoctorCommand(registry, disk, recorder, output);
    }

}
