package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.fake.GeneratedRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/** Registries that would not fit if anything of every repository or tag were kept. */
class BoundedMemoryTests {

    @TempDir
    Path archives;

    @Test
    void memoryDoesNotGrowWithRepositories() throws IOException {
        try (GeneratedRegistry registry = new GeneratedRegistry(20_000, 0)) {
            assertRunsWith("-Xmx48m", registry);

            assertThat(report().path("totals").path("nothingToSave").intValue()).isEqualTo(20_000);
            assertThat(report().path("repositories")).hasSize(20_000);
        }
    }

    @Test
    void aTagTakesLittleMemory() throws IOException {
        int tags = 10_000;
        try (GeneratedRegistry registry = new GeneratedRegistry(1, tags)) {
            assertRunsWith("-Xmx64m", registry);
            long firstNight = registry.requests();
            assertRunsWith("-Xmx64m", registry);

            assertThat(report().path("totals").path("unchanged").intValue()).isEqualTo(1);
            assertThat(report().path("repositories").get(0).path("images").get(0).path("tag").stringValue())
                .isEqualTo("1." + (tags - 1));
            assertThat(registry.requests() - firstNight).as("a HEAD for each tag, the catalog and the tags")
                .isBetween((long) tags, tags + 10L);
        }
    }

    private void assertRunsWith(String heap, GeneratedRegistry registry) {
        try (ProgramProcess process = ProgramProcess.start(List.of(heap), this.archives, "--quiet",
                "--registry.url=" + registry.uri())) {
            assertThat(process.exitCode()).as(process.output()).isZero();
        }
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

}
