package dev.registryarchiver;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import dev.registryarchiver.job.Program;
import dev.registryarchiver.job.ProgramConfiguration;
import dev.registryarchiver.job.QuickCompilation;

/** Starts Registry Archiver and ends with the exit code of what it did. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ProgramConfiguration.class)
public class RegistryArchiverApplication {

    public static void main(String[] args) {
        QuickCompilation.begin();
        System.exit(Program.run(RegistryArchiverApplication.class, args));
    }

}
