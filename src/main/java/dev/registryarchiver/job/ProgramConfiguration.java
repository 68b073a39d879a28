package dev.registryarchiver.job;

import java.io.PrintStream;
import java.time.Clock;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.registry.RegistryProperties;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.selection.SelectionProperties;
import dev.registryarchiver.transport.TransportProperties;

/**
 * What every command has: the clock, where it prints and how it shows progress; and the
 * configurations and properties that a command takes its parts from. They are named one
 * by one, because looking for them takes every start a fifth of a CPU second.
 */
@Configuration(proxyBeanMethods = false)
@Import({ RegistryConfiguration.class, StateConfiguration.class, RunConfiguration.class, ArchiveJob.class,
        MetricsConfiguration.class, CommandConfiguration.class })
@EnableConfigurationProperties({ RegistryProperties.class, CredentialsProperties.class, TransportProperties.class,
        CatalogProperties.class, SelectionProperties.class, ArchiveProperties.class, StateProperties.class,
        JobProperties.class, ConsoleProperties.class, VerifyProperties.class, RestoreProperties.class,
        MetricsProperties.class })
public class ProgramConfiguration {

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

}
