package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real processes that are asked to stop while a server has fallen silent, and deadlines.
 */
class StoppingTests {

    private static final int REPOSITORIES = 6;

    private static final String STALLED = "repository-03";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);

    // Far longer than any grace here.
    private static final Duration SILENCE = Duration.ofSeconds(100);

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (int i = 0; i < REPOSITORIES; i++) {
            this.registry.push("repository-%02d".formatted(i), "1",
                    TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, 300_000)));
        }
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @ParameterizedTest
    @CsvSource({ "TERM,143", "INT,130" })
    void transferFromASilentServerIsGivenUpAndKept(String signal, int exitCode) {
        stallBlobs();
        try (ProgramProcess process = start("--job.grace=8s")) {
            awaitOthers();

            process.signal(signal);

            assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
            assertThat(process.output()).contains("1 not reached").contains("The run was asked to stop");
        }
        assertThat(report().path("status").stringValue()).isEqualTo("STOPPED");
        assertThat(Archives.everythingIn(this.archives).keySet())
            .anyMatch((name) -> name.startsWith(STALLED) && name.endsWith(".tar.partial"));
        assertNextRunContinues();
        assertThat(this.registry.requests("GET", blobs()))
            .anyMatch((request) -> request.header("Range") != null && !request.header("Range").equals("bytes=0-"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v2/_catalog", "/v2/" + STALLED + "/tags/list", "/v2/" + STALLED + "/manifests/1" })
    void serverThatDoesNotAnswerHoldsNothingUp(String path) {
        this.registry.when("GET", path).delay(SILENCE);
        try (ProgramProcess process = start("--job.grace=6s")) {
            Awaitility.await().atMost(LONGEST_WAIT).until(() -> this.registry.count(path) > 0);

            process.signal("TERM");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
            assertThat(process.output()).contains("The run was asked to stop");
        }
        assertThat(report().path("status").stringValue()).isEqualTo("STOPPED");
        assertThat(report().path("totals").path("failed").intValue()).isZero();
        assertNextRunContinues();
    }

    @Test
    void pauseThatAServerAskedForIsNotSatOut() {
        this.registry.when("GET", "/v2/_catalog").status(503).header("Retry-After", "50");
        try (ProgramProcess process = start("--job.grace=60s")) {
            Awaitility.await().atMost(LONGEST_WAIT).until(() -> this.registry.count("/v2/_catalog") > 0);
            long signalled = System.nanoTime();

            process.signal("TERM");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(45));
        }
        assertNextRunContinues();
    }

    @Test
    void secondSignalEndsAtOnce() {
        stallBlobs();
        try (ProgramProcess process = start("--job.grace=110s")) {
            awaitOthers();
            process.signal("TERM");
            Awaitility.await()
                .pollDelay(Duration.ofSeconds(2))
                .atMost(LONGEST_WAIT)
                .untilAsserted(() -> assertThat(process.isAlive()).isTrue());
            long second = System.nanoTime();

            process.signal("INT");

            assertThat(process.exitCode()).as(process.output()).isEqualTo(130);
            assertThat(Duration.ofNanos(System.nanoTime() - second)).isLessThan(Duration.ofSeconds(30));
        }
        assertNextRunContinues();
    }

    @Test
    void deadlineLetsWhatIsUnderWayFinishAndBeginsNothingMore() {
        this.registry.when("GET", blobs()).delay(Duration.ofSeconds(17));

        ProgramRun run = archive("--job.lanes=1", "--job.deadline=15s", "--job.grace=120s");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertThat(run.errors()).contains("The time of job.deadline (15s) is over");
        assertThat(Archives.in(this.archives).keySet()).anyMatch((name) -> name.startsWith(STALLED))
            .noneMatch((name) -> name.startsWith("repository-04"));
        assertThat(report().path("status").stringValue()).isEqualTo("STOPPED");
        assertNextRunContinues();
    }

    @Test
    void deadlineDoesNotWaitForASilentServer() {
        stallBlobs();

        ProgramRun run = archive("--job.deadline=3s", "--job.grace=4s");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES - 1);
        assertNextRunContinues();
    }

    @Test
    void deadlineWhileListingIsContinued() {
        this.registry.when("GET", "/v2/_catalog").delay(SILENCE);

        ProgramRun run = archive("--job.deadline=1s", "--job.grace=2s");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(5);
        assertNextRunContinues();
    }

    @Test
    void deadlineThatIsNotReachedChangesNothing() {
        ProgramRun run = archive("--job.deadline=10m");

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private void assertNextRunContinues() {
        this.registry.clearFaults();
        this.registry.clearRequests();

        ProgramRun next = archive();

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(next.output()).contains("Continuing the unfinished run").contains("0 failed");
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".partial"));
    }

    private void stallBlobs() {
        this.registry.when("GET", blobs()).matching((request) -> isLayer(request.path())).stall(SILENCE);
    }

    private boolean isLayer(String path) {
        return path.endsWith(TestImage.createdAt("2026-01-01T00:00:00Z")
            .withLayers(TestLayer.random(3, 300_000))
            .layerDescriptors()
            .get(0)
            .digest()
            .toString());
    }

    private void awaitOthers() {
        Awaitility.await()
            .atMost(LONGEST_WAIT)
            .until(() -> this.registry.requests("GET", blobs()).size() > 1
                    && Archives.in(this.archives).size() == REPOSITORIES - 1);
    }

    private static String blobs() {
        return "/v2/" + STALLED + "/blobs/.*";
    }

    private ProgramProcess start(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = url();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ProgramProcess.start(this.archives, all);
    }

    private ProgramRun archive(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = url();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

}
