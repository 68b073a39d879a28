package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** A real process that dies in the middle of its work. */
class KillTests {

    private static final int REPOSITORIES = 12;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    // Longer than it takes to die.
    private static final Duration STALL = Duration.ofSeconds(5);

    private final FakeRegistry registry = new FakeRegistry();

    private final Set<String> layers = new HashSet<>();

    private String layer = "";

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (int i = 0; i < REPOSITORIES; i++) {
            TestImage image = TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, 200_000));
            this.registry.push("repository-%02d".formatted(i), "1", image);
            this.layers.add(image.layerDescriptors().get(0).digest().toString());
            this.layer = (i == 5) ? image.layerDescriptors().get(0).digest().toString() : this.layer;
        }
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void nextStartFinishesWhatAKilledOneBegan() {
        Map<String, String> finished = dieInTheMiddle(ProgramProcess::kill);
        this.registry.clearFaults();
        this.registry.clearRequests();

        ProgramRun next = ProgramRun.of(this.archives, url());

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Continuing the unfinished run")
            .contains("0 failed")
            .doesNotContain("not reached");
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES).containsAllEntriesOf(finished);
        assertThat(finished.keySet()).isNotEmpty()
            .allSatisfy((name) -> assertThat(layersFetched(repository(name))).isEmpty());
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".partial"));
    }

    @Test
    void terminatedRunEndsInOrderAndIsContinued() {
        Map<String, String> finished = dieInTheMiddle((process) -> {
            process.terminate();
            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
            assertThat(process.output()).contains("not reached");
        });
        this.registry.clearFaults();

        ProgramRun next = ProgramRun.of(this.archives, url());

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Continuing the unfinished run").doesNotContain("cut off");
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES).containsAllEntriesOf(finished);
    }

    private Map<String, String> dieInTheMiddle(Consumer<ProgramProcess> death) {
        String stalling = "/v2/repository-05/blobs/.*";
        this.registry.when("GET", stalling).matching((request) -> request.path().endsWith(this.layer)).stall(STALL);
        try (ProgramProcess process = ProgramProcess.start(this.archives, url(), "--job.lanes=2")) {
            Awaitility.await()
                .atMost(LONGEST_WAIT)
                .until(() -> this.registry.requests("GET", stalling).size() > 1
                        && Archives.in(this.archives).size() > 3);
            assertThat(Archives.everythingIn(this.archives).keySet()).anyMatch((name) -> name.endsWith(".tar.partial"));
            death.accept(process);
        }
        return Archives.in(this.archives);
    }

    // A config may be read again to adopt an archive that was published just before its
    // process died.
    private List<String> layersFetched(String repository) {
        String blobs = "/v2/" + repository + "/blobs/";
        return this.registry.requests("GET", blobs + ".*")
            .stream()
            .map((request) -> request.path().substring(blobs.length()))
            .filter(this.layers::contains)
            .toList();
    }

    private static String repository(String archive) {
        return archive.substring(0, archive.indexOf('/'));
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

}
