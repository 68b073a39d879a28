package dev.registryarchiver.sample;

import java.io.IOException;
import java.util.Map;

/**
 * Runs a command that finds the {@link SampleRegistry} in its environment, and ends as it
 * ends. The container image learns from such a run what every start loads.
 */
public final class BesideSampleRegistry {

    private BesideSampleRegistry() {
    }

    public static void main(String[] command) throws IOException, InterruptedException {
        try (SampleRegistry registry = new SampleRegistry()) {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment()
                .putAll(Map.of("REGISTRY_URL", registry.uri().toString(), "CREDENTIALS_USERNAME",
                        SampleRegistry.USERNAME, "CREDENTIALS_PASSWORD", SampleRegistry.PASSWORD));
            System.exit(builder.start().waitFor());
        }
    }

}
