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
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import dev.registryarchiver.archive.ArchivePlanner;
import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.archive.ArchivePruner;
import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.archive.ArchiveVerifier;
import dev.registryarchiver.archive.ImageArchiveItemWriter;
import dev.registryarchiver.archive.ImageArchiver;
import dev.registryarchiver.archive.NewestLinks;
import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.auth.AuthorizationListener;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.auth.CredentialsSource;
import dev.registryarchiver.catalog.CatalogItemReader;
import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.catalog.RepositoryFilter;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.RunComparison;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryProperties;
import dev.registryarchiver.report.ListPrinter;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.selection.ImageInspector;
import dev.registryarchiver.selection.NewestImageItemProcessor;
import dev.registryarchiver.selection.NewestImageSelector;
import dev.registryarchiver.selection.SelectionProperties;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.TransportProperties;

/**
 * Puts the parts together: one registry, one archive directory, one state, shared by
 * every command.
 */
@Configuration(proxyBeanMethods = false)
class ProgramConfiguration {

    private static final String STATE = ".state";

    // More readers only make a disk seek more.
    private static final int MAX_VERIFIED_AT_ONCE = 4;

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    // Closed by nobody: what goes wrong is said after the context is closed.
    @Bean(destroyMethod = "")
    PrintStream output() {
        return System.out;
    }

    @Bean(destroyMethod = "")
    PrintStream errors() {
        return System.err;
    }

    @Bean
    Progress progress() {
        return new Progress();
    }

    @Bean
    RunConsole runConsole(Progress progress, PrintStream output, PrintStream errors, Clock clock,
            ConsoleProperties properties, Environment environment) {
        return new RunConsole(progress, output, errors, clock, properties,
                !environment.getProperty("logging.structured.format.console", "").isEmpty(), System.getenv());
    }

    // The registry

    @Bean
    Registry registry(RegistryProperties properties) {
        return properties.registry();
    }

    @Bean
    RegistryAccess registryAccess(TransportProperties transport, CredentialsProperties credentials,
            ObjectProvider<SslBundles> bundles, CurrentRun run, Clock clock) {
        return new RegistryAccess(transport, credentials, bundles::getObject, run, clock);
    }

    @Bean
    CredentialsSource credentialsSource(RegistryAccess access) {
        return access.credentials();
    }

    @Bean
    HttpTransport transport(RegistryAccess access, Registry registry, Command command,
            ObjectProvider<CheckupRecorder> recorder) {
        return (command == Command.DOCTOR) ? access.transport(registry, recorder.getObject())
                : access.transport(registry);
    }

    @Bean
    AuthorizedTransport authorizedTransport(RegistryAccess access, HttpTransport transport, Registry registry,
            Command command, ObjectProvider<CheckupRecorder> recorder) {
        return access.authorized(transport, registry,
                (command == Command.DOCTOR) ? recorder.getObject() : AuthorizationListener.NONE);
    }

    @Bean
    RegistryClient registryClient(AuthorizedTransport transport, Registry registry) {
        return new RegistryClient(transport, registry);
    }

    @Bean
    RepositorySource repositorySource(CatalogProperties properties, Registry registry, RegistryClient client,
            HttpTransport transport, CredentialsSource credentials) {
        return new RepositorySources(properties, registry, client, transport, credentials).source();
    }

    @Bean
    MissingRepositories missingRepositories(CatalogProperties properties) {
        return new MissingRepositories(properties);
    }

    @Bean
    Shard shard(JobProperties properties) {
        return properties.part();
    }

    @Bean
    RepositoryFilter repositoryFilter(CatalogProperties properties, Shard shard) {
        return new RepositoryFilter(properties, shard);
    }

    // The state

    /** Where state and reports are; shards share the archives and nothing else. */
    @Bean
    Path stateDirectory(ArchiveProperties archive, Shard shard) {
        Path directory = archive.directory().resolve(STATE);
        return shard.isPart() ? directory.resolve("shard-%d-of-%d".formatted(shard.index(), shard.count())) : directory;
    }

    @Bean
    StateDatabase stateDatabase(DataSourceProperties properties, Path stateDirectory, Command command) {
        if (properties.getUrl() != null) {
            return StateDatabase.at(properties.getUrl(), properties.getUsername(), properties.getPassword());
        }
        return (command.stateUse() == Command.StateUse.READER) ? StateDatabase.copyOf(stateDirectory)
                : StateDatabase.in(stateDirectory);
    }

    @Bean
    JobState jobState(StateDatabase database, DataSource dataSource, ArchiveStore store,
            ObjectProvider<Registry> registry, SelectionProperties selection, Clock clock) {
        // Not every command that looks into the state knows of a registry.
        return new JobState(database, dataSource,
                (tables) -> new InventoryRebuild(store, registry.getObject(), selection).run(tables), clock);
    }

    /** The state with all its tables; whoever reads or writes it comes through here. */
    @Bean
    JdbcTemplate stateTables(JobState state) {
        return state.open();
    }

    // Spring Batch would look into the state before it is known to be whole.
    @Bean
    static BeanFactoryPostProcessor stateBeforeJobs() {
        return (factory) -> {
            for (String name : factory.getBeanNamesForType(JobRepository.class, true, false)) {
                factory.getBeanDefinition(name).setDependsOn("stateTables");
            }
        };
    }

    @Bean
    ImageInventory imageInventory(JdbcTemplate stateTables) {
        return new ImageInventory(stateTables);
    }

    @Bean
    Worklist worklist(JdbcTemplate stateTables) {
        return new Worklist(stateTables);
    }

    @Bean
    RunHistory runHistory(JdbcTemplate stateTables, Worklist worklist) {
        return new RunHistory(stateTables, worklist);
    }

    @Bean
    RunComparison runComparison(JdbcTemplate stateTables) {
        return new RunComparison(stateTables);
    }

    // Choosing and archiving

    @Bean
    ThreadPoolTaskExecutor transferExecutor(TransportProperties properties) {
        return pool("transfer-", properties.connections());
    }

    @Bean
    ThreadPoolTaskExecutor laneExecutor(JobProperties properties) {
        return pool("lane-", properties.lanes());
    }

    @Bean
    NewestImageSelector newestImageSelector(RegistryClient client, ImageInventory inventory,
            SelectionProperties properties, Executor transferExecutor, Clock clock) {
        return new NewestImageSelector(client, inventory, properties, transferExecutor, clock);
    }

    @Bean
    ArchiveStore archiveStore(ArchiveProperties properties) {
        return new ArchiveStore(properties.directory());
    }

    @Bean
    DirectoryOwner directoryOwner(ArchiveProperties properties, Registry registry, RegistryClient client,
            ImageInventory inventory, ArchiveStore store) {
        return new DirectoryOwner(properties.directory().resolve(STATE).resolve("registry"), registry, client,
                inventory, store);
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

    // The job's parts

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
            ArchiveStore store, RunSummaries summaries) {
        return new ReportTasklet(reports, worklist, history, comparison, new StoredArchives(store), summaries::of);
    }

    // The commands

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
    Action archive(RunCommand command) {
        return (operands) -> command.archive();
    }

    @Bean
    Action retry(RunCommand command) {
        return (operands) -> command.retry();
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
    ThreadPoolTaskExecutor verifyExecutor() {
        return pool("verify-", Math.min(MAX_VERIFIED_AT_ONCE, Runtime.getRuntime().availableProcessors()));
    }

    @Bean
    Action verify(ArchiveStore store, VerifyProperties properties, ObjectProvider<ImageInventory> inventory,
            DataSourceProperties database, Path stateDirectory, Executor verifyExecutor, CurrentRun run,
            ConsoleProperties console, PrintStream output) {
        ArchiveVerifier verifier = new ArchiveVerifier(properties.diffIds(), () -> {
            if (run.isStopping()) {
                throw new CancellationException();
            }
        });
        VerifyState state = new VerifyState(inventory::getObject,
                () -> (database.getUrl() != null) ? null : StateDatabase.in(stateDirectory));
        return new VerifyCommand(new StoredArchives(store), verifier, state, verifyExecutor, run, console.quiet(),
                output);
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
            DataSourceProperties database, Path stateDirectory, CheckupRecorder recorder, PrintStream output) {
        Path stateFile = (database.getUrl() == null) ? StateDatabase.file(stateDirectory) : null;
        return new DoctorCommand(registry, new DiskCheckup(store, state, stateFile), recorder, output);
    }

    private static ThreadPoolTaskExecutor pool(String prefix, int size) {
        ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
        pool.setThreadNamePrefix(prefix);
        pool.setCorePoolSize(size);
        pool.setAllowCoreThreadTimeOut(true);
        // Interrupting a thread that writes to H2 closes the whole database.
        pool.setWaitForTasksToCompleteOnShutdown(true);
        return pool;
    }

}
