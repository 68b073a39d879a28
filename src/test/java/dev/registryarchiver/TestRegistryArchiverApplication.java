package dev.registryarchiver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.registryarchiver.sample.SampleRegistry;

/**
 * Starts Registry Archiver for a trial: {@code mvn spring-boot:test-run}. Unless the
 * arguments or the environment name a registry, it works on the {@link SampleRegistry}.
 */
public final class TestRegistryArchiverApplication {

    private TestRegistryArchiverApplication() {
    }

    public static void main(String[] args) {
        RegistryArchiverApplication.main(needsSample(args) ? withSample(args, new SampleRegistry()) : args);
    }

    /** The arguments, and those that lead to the sample registry. */
    static String[] withSample(String[] args, SampleRegistry sample) {
        List<String> more = new ArrayList<>(Arrays.asList(args));
        more.add("--registry.url=" + sample.uri());
        more.add("--credentials.username=" + SampleRegistry.USERNAME);
        more.add("--credentials.password=" + SampleRegistry.PASSWORD);
        if (!has(args, "--archive.directory")) {
            more.add("--archive.directory=target/sample-archives");
        }
        return more.toArray(String[]::new);
    }

    private static boolean needsSample(String[] args) {
        return !has(args, "--registry.url") && System.getenv("REGISTRY_URL") == null;
    }

    private static boolean has(String[] args, String option) {
        return Arrays.stream(args).anyMatch((arg) -> arg.startsWith(option + "="));
    }

}
