package dev.registryarchiver;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import dev.registryarchiver.job.Program;

/** Starts Registry Archiver and ends with the exit code of what it did. */
@SpringBootApplication(proxyBeanMethods = false)
@ConfigurationPropertiesScan
public class RegistryArchiverApplication {

    public static void main(String[] args) {
        System.exit(Program.run(RegistryArchiverApplication.class, args));
    }

}
