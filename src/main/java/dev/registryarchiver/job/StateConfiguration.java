package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Clock;

import javax.sql.DataSource;

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
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.selection.SelectionProperties;

/**
 * The state of the job, and what is kept in it.
 */
@Configuration(proxyBeanMethods = false)
class StateConfiguration {

    static final String STATE = ".state";

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

}
