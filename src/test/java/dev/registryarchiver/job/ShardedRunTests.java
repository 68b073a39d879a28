package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.catalog.Shard;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;

/** Several processes with one archive directory, as an Indexed Job starts them. */
class ShardedRunTests {

    private static final int SHARDS = 3;

    private static final List<String> REPOSITORIES = IntStream.range(0, 18)
        .mapToObj("repository-%02d"::formatted)
        .toList();

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration STALL = Duration.ofSeconds(20);

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        for (String repository : REPOSITORIES) {
            this.registry.push(repository, "1", TestImage.createdAt("2026-01-01T00:00:00Z")
                .withLayers(TestLayer.random(repository.hashCode(), 50_000)));
        }
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void shardsTogetherArchiveEveryRepositoryOnceEvenIfOneIsKilled() {
        String victim = ownedBy(0).findFirst().orElseThrow();
        this.registry.when("GET", "/v2/" + victim + "/blobs/.*").stall(STALL);
        try (ProgramProcess first = start(0); ProgramProcess second = start(1); ProgramProcess third = start(2)) {
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(third.exitCode()).as(third.output()).isZero();
            Awaitility.await().atMost(LONGEST_WAIT).until(() -> !blobRequests(victim).isEmpty());
            first.kill();
        }
        Map<String, String> finished = Archives.in(this.archives);
        assertThat(finished.keySet()).noneMatch((name) -> name.startsWith(victim + "/"))
            .hasSizeGreaterThanOrEqualTo((int) (ownedBy(1).count() + ownedBy(2).count()));
        this.registry.clearFaults();
        this.registry.clearRequests();

        try (ProgramProcess again = start(0)) {
            assertThat(again.exitCode()).as(again.output()).isZero();
            assertThat(again.output()).contains("Continuing the unfinished run");
        }

        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES.size()).containsAllEntriesOf(finished);
        assertThat(REPOSITORIES).filteredOn((repository) -> !ownedBy(0).toList().contains(repository))
            .allSatisfy(
                    (repository) -> assertThat(this.registry.requests("GET", "/v2/" + repository + "/.*")).isEmpty());
    }

    @Test
    void finishedShardLeavesAloneWhatAnotherIsWriting() {
        String slow = ownedBy(0).findFirst().orElseThrow();
        this.registry.when("GET", "/v2/" + slow + "/blobs/.*").stall(Duration.ofSeconds(3));
        try (ProgramProcess first = start(0)) {
            Awaitility.await()
                .atMost(LONGEST_WAIT)
                .until(() -> Archives.everythingIn(this.archives)
                    .keySet()
                    .stream()
                    .anyMatch((name) -> name.startsWith(slow + "/")));

            ProgramRun second = run(1);

            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(second.output()).doesNotContain("unfinished");
            assertThat(first.exitCode()).as(first.output()).isZero();
        }
        assertThat(Archives.in(this.archives)).hasSize((int) (ownedBy(0).count() + ownedBy(1).count()));
    }

    @Test
    void anotherNumberOfShardsFetchesNothingAgain() {
        assertThat(ProgramRun.of(this.archives, url()).exitCode()).isZero();
        Map<String, String> archived = Archives.in(this.archives);

        ProgramRun part = run(1);

        assertThat(part.exitCode()).as(part.output()).isZero();
        assertThat(Archives.in(this.archives)).isEqualTo(archived);
    }

    @Test
    void listShowsOnlyTheShard() {
        ProgramRun list = ProgramRun.of(this.archives, "list", url(), "--job.shard=2/" + SHARDS);

        assertThat(REPOSITORIES).allSatisfy((repository) -> assertThat(list.output().contains(repository))
            .isEqualTo(ownedBy(2).toList().contains(repository)));
    }

    private static Stream<String> ownedBy(int index) {
        return REPOSITORIES.stream()
            .filter((repository) -> new Shard(index, SHARDS).owns(RepositoryName.of(repository)));
    }

    private List<?> blobRequests(String repository) {
        return this.registry.requests("GET", "/v2/" + repository + "/blobs/.*");
    }

    private ProgramProcess start(int index) {
        return ProgramProcess.start(this.archives, url(), "--job.shard=" + index + "/" + SHARDS, "--job.lanes=2");
    }

    private ProgramRun run(int index) {
        return ProgramRun.of(this.archives, url(), "--job.shard=" + index + "/" + SHARDS);
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

}
