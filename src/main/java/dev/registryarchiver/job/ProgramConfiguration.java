package dev.registryarchiver.job;

import java.io.PrintStream;
import java.time.Clock;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import dev.registryarchiver.report.Progress;

/**
 * What every command has: the clock, where it prints and how it shows progress.
 */
@Configuration(proxyBeanMethods = false)
class ProgramConfiguration {

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
