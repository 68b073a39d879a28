package dev.registryarchiver;

import dev.registryarchiver.sample.SampleRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TestRegistryArchiverApplicationTests {

    @Test
    void sampleIsNamedBesideTheArguments() {
        try (SampleRegistry sample = new SampleRegistry()) {
            String[] args = TestRegistryArchiverApplication.withSample(new String[] { "list" }, sample);

            assertThat(args).containsExactly("list", "--registry.url=" + sample.uri(), "--credentials.username=sample",
                    "--credentials.password=sample-password", "--archive.directory=target/sample-archives");
        }
    }

    @Test
    void archiveDirectoryOfTheUserIsKept() {
        try (SampleRegistry sample = new SampleRegistry()) {
            String[] args = TestRegistryArchiverApplication.withSample(new String[] { "--archive.directory=here" },
                    sample);

            assertThat(args).filteredOn((arg) -> arg.startsWith("--archive.directory"))
                .containsExactly("--archive.directory=here");
        }
    }

}
