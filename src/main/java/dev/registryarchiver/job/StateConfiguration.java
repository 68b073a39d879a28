package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.RunComparison;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.StateAddress;
import dev.registryarchiver.inventory.StateSchema;
import dev.registryarchiver.inventory.StateServer;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.selection.SelectionProperties;

/**
 * The state of the job, and what is kept in it.
 */
@Configuration(proxyBeanMethods = false)
class StateConfiguration {

    /** Where state and reports are; shards share the archives and nothing else. */
    @Bean
    Path stateDirectory(StateProperties state, ArchiveProperties archive, Shard shard) {
        return state.directory(archive).resolve(folder(shard));
    }

    @Bean
    DirectoryIdentity directoryIdentity(ArchiveStore store, Shard shard) {
        return new DirectoryIdentity(store.note(folder(shard) + "identity"));
    }

    @Bean
    StateDatabase stateDatabase(DataSourceProperties properties, Path stateDirectory, Shard shard, Command command) {
        boolean reader = command.stateUse() == Command.StateUse.READER;
        Optional<StateServer> server = stateServer(properties, shard);
        if (server.isPresent()) {
            return reader ? toLookAt(server.get(), properties) : StateDatabase.in(server.get(), properties, false);
        }
        if (properties.getUrl() != null) {
            return StateDatabase.at(properties.getUrl(), properties.getUsername(), properties.getPassword());
        }
        return reader ? StateDatabase.copyOf(stateDirectory) : StateDatabase.in(stateDirectory);
    }

    @Bean
    JobState jobState(StateDatabase database, DataSource dataSource, Path stateDirectory,
            ObjectProvider<DirectoryIdentity> identity, ObjectProvider<ArchiveStore> store,
            ObjectProvider<Registry> registry, SelectionProperties selection, CurrentRun run, Clock clock) {
        // Not every command that looks into the state knows of a registry.
        return new JobState(database, dataSource, stateDirectory, identity::getObject,
                (tables) -> new InventoryRebuild(store.getObject(), registry.getObject(), selection).run(tables), run,
                clock);
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
    ImageInventory imageInventory(StateDatabase database, JdbcTemplate stateTables) {
        return database.isReadOnly() ? ImageInventory.readOnly(stateTables) : new ImageInventory(stateTables);
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

    /** What a shard has of its own is in a folder of this name; all of one is in none. */
    private static String folder(Shard shard) {
        return shard.isPart() ? "shard-%d-of-%d/".formatted(shard.index(), shard.count()) : "";
    }

    /** The server of the state, when it is in PostgreSQL. */
    static Optional<StateServer> stateServer(DataSourceProperties properties, Shard shard) {
        String suffix = shard.isPart() ? "_%d_of_%d".formatted(shard.index(), shard.count()) : "";
        return Optional.ofNullable(properties.getUrl())
            .filter(StateAddress::isOne)
            .map((url) -> new StateServer(StateAddress.of(url, suffix), properties.getUsername(),
                    properties.getPassword()));
    }

    /**
     * The state itself, for a command that looks at a copy; {@code null} when it looked
     * at the state itself, which nothing locks.
     */
    static @Nullable StateDatabase stateToWrite(DataSourceProperties properties, Path stateDirectory, Shard shard) {
        Optional<StateServer> server = stateServer(properties, shard);
        if (server.isPresent()) {
            return StateDatabase.in(server.get(), properties, false);
        }
        return (properties.getUrl() != null) ? null : StateDatabase.in(stateDirectory);
    }

    private static StateDatabase toLookAt(StateServer server, DataSourceProperties properties) {
        OptionalInt version = server.look().version();
        if (version.isEmpty()) {
            return StateDatabase.empty();
        }
        if (version.getAsInt() < StateSchema.VERSION) {
            throw new UsageException(("The job state in PostgreSQL at %s was written by an older version of this "
                    + "program. Let a run bring it up to date first.")
                .formatted(server.address()));
        }
        return StateDatabase.in(server, properties, true);
    }

}
