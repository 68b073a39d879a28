package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code restore}: from archives into a registry. */
class RestoreTests {

    private static final TestLayer SHARED = TestLayer.random(1, 100_000);

    private static final TestImage API = TestImage.createdAt("2026-01-01T00:00:00Z")
        .withLayers(SHARED, TestLayer.random(2, 20_000));

    private static final TestImage WEB = TestImage.createdAt("2026-01-02T00:00:00Z")
        .withLayers(SHARED, TestLayer.random(3, 20_000));

    private final FakeRegistry source = new FakeRegistry();

    private final FakeRegistry target = new FakeRegistry();

    private Digest api = Digest.sha256(new byte[0]);

    private Digest web = this.api;

    @TempDir
    Path archives;

    @BeforeEach
    void archive() {
        this.api = this.source.push("team/api", "1.10", API).digest();
        this.source.tag("team/api", "stable", this.api);
        this.web = this.source.push("team/web", "2", WEB).digest();
        archiveAll();
    }

    @AfterEach
    void stop() {
        this.source.close();
        this.target.close();
    }

    @Test
    void directoryIsRestoredWithAllItsNames() {
        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.results()).contains("pushed    team/api:stable,1.10 " + this.api)
            .contains("pushed    team/web:2 " + this.web)
            .contains("2 archives: 2 pushed; ");
        assertThat(this.target.digestOf("team/api", "1.10")).contains(this.api);
        assertThat(this.target.digestOf("team/api", "stable")).contains(this.api);
        assertThat(this.target.digestOf("team/web", "2")).contains(this.web);
        assertThat(this.target.openUploads()).isZero();
    }

    @Test
    void sharedLayerIsSentOnceAndMountedElsewhere() {
        ProgramRun run = restore(this.archives.toString());

        assertThat(run.results()).contains(" mounted");
        assertThat(bytesSent()).isEqualTo(distinctBytes(API, WEB));
        assertThat(this.target.requests("POST", ".*/blobs/uploads/"))
            .filteredOn((request) -> Digest.sha256(SHARED.content()).toString().equals(request.parameter("mount")))
            .hasSize(1);
    }

    @Test
    void whatIsThereIsNotPushedAgain() {
        restore(this.archives.toString());
        this.target.clearRequests();

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.results()).contains("2 archives: 2 skipped; 0 B sent, 0 B mounted, 0 B there already.");
        assertThat(this.target.requests()).extracting(RecordedRequest::method).containsOnly("HEAD");
    }

    @Test
    void repositoryThatHasTheLayersGetsOnlyTheManifest() {
        restore(this.archives.toString());
        this.target.deleteTag("team/api", "1.10");
        this.target.clearRequests();

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.results()).contains("1 pushed, 1 skipped; 0 B sent");
        assertThat(this.target.requests("PUT")).hasSize(1);
        assertThat(this.target.digestOf("team/api", "1.10")).contains(this.api);
    }

    @Test
    void prefixGoesBeforeAllNames() {
        ProgramRun run = restore(this.archives.toString(), "--restore.prefix=mirror/");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.target.digestOf("mirror/team/api", "stable")).contains(this.api);
        assertThat(this.target.digestOf("mirror/team/web", "2")).contains(this.web);
        assertThat(this.target.digestOf("team/web", "2")).isEmpty();
    }

    @Test
    void oneArchiveCanGetAnotherName() {
        ProgramRun tagged = restore(file("team/api"), "--restore.to=other/app:9");
        ProgramRun untagged = restore(file("team/api"), "--restore.to=third");

        assertThat(tagged.exitCode()).as(tagged.output()).isZero();
        assertThat(this.target.digestOf("other/app", "9")).contains(this.api);
        assertThat(this.target.digestOf("other/app", "1.10")).isEmpty();
        assertThat(untagged.exitCode()).as(untagged.output()).isZero();
        assertThat(this.target.digestOf("third", "1.10")).contains(this.api);
        assertThat(this.target.digestOf("third", "stable")).contains(this.api);
    }

    @Test
    void tagOfAnotherImageIsLeftAloneUnlessItMayBeOverwritten() {
        Digest other = this.target.push("team/web", "2", API).digest();

        ProgramRun refused = restore(this.archives.toString());
        Digest afterwards = this.target.digestOf("team/web", "2").orElseThrow();
        ProgramRun overwritten = restore(this.archives.toString(), "--restore.overwrite=true");

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(2);
        assertThat(refused.results()).contains("team/web:2 is another image in the registry, " + other)
            .contains("--restore.overwrite=true")
            .contains("1 pushed, 1 failed");
        assertThat(afterwards).isEqualTo(other);
        assertThat(overwritten.exitCode()).as(overwritten.output()).isZero();
        assertThat(this.target.digestOf("team/web", "2")).contains(this.web);
    }

    @Test
    void wholeIndexIsRestoredWithAllPlatforms(@TempDir Path directory) {
        TestIndex index = TestIndex.of(API.withPlatform("linux/amd64"), WEB.withPlatform("linux/arm64"));
        Digest digest = this.source.push("multi", "1", index).digest();
        archiveAll(directory, "--selection.platform=all", "--catalog.repositories=multi");

        ProgramRun run = restore(directory.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.target.digestOf("multi", "1")).contains(digest);
        assertThat(index.document().children()).isNotEmpty()
            .allSatisfy((child) -> assertThat(this.target.digestOf("multi", child.digest().toString()))
                .contains(child.digest()));
    }

    @Test
    void newestOfSeveralArchivesHasTheTagTheyShare() {
        TestImage newer = TestImage.createdAt("2026-02-01T00:00:00Z").withLayers(TestLayer.random(7, 30_000));
        Digest digest = this.source.push("team/api", "1.11", newer).digest();
        this.source.tag("team/api", "stable", digest);
        archiveAll("--archive.keep=5");

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.results()).contains("team/api:stable is the newer image in ");
        assertThat(this.target.digestOf("team/api", "1.10")).contains(this.api);
        assertThat(this.target.digestOf("team/api", "1.11")).contains(digest);
        assertThat(this.target.digestOf("team/api", "stable")).contains(digest);
    }

    @Test
    void archivesOfSeveralPlatformsUnderOneTagAreNotChosenFrom(@TempDir Path directory) {
        this.source.push("multi", "1", TestIndex.of(API.withPlatform("linux/amd64"), WEB.withPlatform("linux/arm64")));
        archiveAll(directory, "--selection.platform=linux/amd64,linux/arm64", "--catalog.repositories=multi");

        ProgramRun run = restore(directory.toString());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("2 archives: 2 failed")
            .contains("multi:1 would be this image (linux/amd64) and that in ")
            .contains("restore.to");
        assertThat(this.target.requests("PUT")).isEmpty();
    }

    @Test
    void damagedArchiveIsNeverPublished() throws IOException {
        Path damaged = Path.of(file("team/api"));
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length - 3_000] ^= 1;
        Files.write(damaged, bytes);

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("failed    " + damaged + ": it is damaged")
            .contains("are not those of its digest")
            .contains("1 pushed, 1 failed");
        assertThat(this.target.requests("PUT", ".*/manifests/.*")).hasSize(1);
        assertThat(this.target.digestOf("team/api", "1.10")).isEmpty();
    }

    @Test
    void damageAnywhereInAnArchiveNeverBecomesAnImage() throws IOException {
        Path file = Path.of(file("team/web"));
        byte[] right = Files.readAllBytes(file);
        for (int position = 3; position < 12_000; position += 2_003) {
            byte[] wrong = right.clone();
            wrong[position] ^= 4;
            Files.write(file, wrong);

            ProgramRun run = restore(file.toString());

            assertThat(run.exitCode()).as("byte %d: %s", position, run.output()).isEqualTo(2);
            assertThat(this.target.requests("PUT", ".*/manifests/.*")).as("byte %d", position).isEmpty();
        }
    }

    @Test
    void fileThatIsNoArchiveFailsWhenItIsNamedAndIsLeftOutWhenItIsFound() throws IOException {
        Path notes = Files.writeString(this.archives.resolve("notes.tar"), "notes");

        ProgramRun named = restore(notes.toString());
        ProgramRun found = restore(this.archives.toString());

        assertThat(named.exitCode()).as(named.output()).isEqualTo(2);
        assertThat(named.results()).contains("no archive of this program");
        assertThat(found.exitCode()).as(found.output()).isZero();
        assertThat(found.results()).contains("left out  " + notes).contains("2 pushed, 1 left out");
    }

    @Test
    void archiveThatIsCutOffFailsWhereverItIsFound() throws IOException {
        Path cut = Path.of(file("team/web"));
        byte[] bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, 50_000));

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("failed    " + cut);
    }

    @Test
    void nothingToRestoreIsAMistake(@TempDir Path empty) {
        ProgramRun none = restore();
        ProgramRun directory = restore(empty.toString());
        ProgramRun file = restore(empty.resolve("none.tar").toString());

        assertThat(none.exitCode()).isEqualTo(3);
        assertThat(none.errors()).contains("Use: restore ARCHIVE...");
        assertThat(directory.exitCode()).isEqualTo(3);
        assertThat(directory.errors()).contains("there are no archives");
        assertThat(file.exitCode()).isEqualTo(3);
        assertThat(file.errors()).contains("none.tar': there is no such file");
        assertThat(this.target.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "--restore.to=Team", "--restore.to=a:b:c", "--restore.prefix=../x",
            "--restore.chunk-size=1KB", "--restore.to=one" })
    void settingsThatCannotBeMeantAreRefused(String setting) {
        ProgramRun run = restore(this.archives.toString(), setting);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.errors()).contains("restore.");
        assertThat(this.target.requests()).isEmpty();
    }

    @Test
    void registryHasToBeNamed() {
        ProgramRun run = ProgramRun.bare("restore", this.archives.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("registry.url is not set");
    }

    @Test
    void quietRestoringTellsOnlyWhatFailed() {
        this.target.push("team/web", "2", API);

        ProgramRun run = restore(this.archives.toString(), "--quiet");
        ProgramRun right = restore(file("team/api"), "--quiet");

        assertThat(run.results()).contains("team/web:2 is another image").doesNotContain("pushed    ");
        assertThat(right.output()).isEmpty();
    }

    @Test
    void programsGetAnObjectPerArchive() {
        ProgramRun run = restore(this.archives.toString(), "--output=json");

        List<JsonNode> lines = run.results().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines).extracting((line) -> line.path("event").stringValue())
            .containsExactly("archive", "archive", "summary");
        assertThat(lines.get(0).path("state").stringValue()).isEqualTo("PUSHED");
        assertThat(lines.get(0).path("digest").stringValue()).isEqualTo(this.api.toString());
        assertThat(lines.get(0).path("tags").get(1).stringValue()).isEqualTo("1.10");
        assertThat(lines.get(2).path("pushed").intValue()).isEqualTo(2);
        assertThat(lines.get(2).path("sentBytes").longValue()).isEqualTo(distinctBytes(API, WEB));
    }

    @Test
    void userWhoMayNotPushIsToldSo() {
        this.target.requireTokens("ci", "secret")
            .refuse("repository:team/api:pull,push")
            .refuse("repository:team/web:pull,push");

        ProgramRun run = restore(this.archives.toString(), "--credentials.username=ci",
                "--credentials.password=secret");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.results()).contains("Cannot push to team/api: this user may not push there.")
            .contains("2 archives: 2 failed");
    }

    @Test
    void oneRepositoryThatMayNotBePushedToLeavesTheOthers() {
        this.target.when("POST", "/v2/team/api/.*").status(403);

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("1 pushed, 1 failed").contains("a quota or rule of the registry forbids it");
        assertThat(this.target.digestOf("team/web", "2")).contains(this.web);
    }

    @Test
    void wrongPasswordEndsItAtOnce() {
        this.target.requireBasic("ci", "secret");

        ProgramRun run = restore(this.archives.toString(), "--credentials.username=ci", "--credentials.password=wrong");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(3);
        assertThat(run.errors()).contains("does not accept the credentials (401");
        assertThat(this.target.requests("POST")).isEmpty();
    }

    @Test
    void registryThatDoesNotAnswerFailsEveryArchive() {
        this.target.when("*", ".*").hangUp();

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("Cannot reach ").contains("2 archives: 2 failed");
    }

    @Test
    void registryThatPublishedSomethingElseIsToldOf() {
        this.target.when("PUT", ".*/manifests/2").header("Docker-Content-Digest", this.api.toString());

        ProgramRun run = restore(file("team/web"));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("team/web:2 was pushed as " + this.web)
            .contains("the registry says that it is " + this.api);
    }

    @Test
    void tagThatDoesNotPointAtWhatWasPushedIsToldOf() {
        this.target.when("PUT", ".*/manifests/2").answer((request) -> Answer.of(201));

        ProgramRun run = restore(file("team/web"));

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.results()).contains("team/web:2 was pushed as " + this.web)
            .contains("the registry says that it is nothing");
    }

    @Test
    void largeLayerIsPushedInChunks(@TempDir Path directory) {
        TestImage large = TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(9, 3_000_000));
        Digest digest = this.source.push("large", "1", large).digest();
        archiveAll(directory, "--catalog.repositories=large");

        ProgramRun run = restore(directory.toString(), "--restore.chunk-size=1MB");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.target.digestOf("large", "1")).contains(digest);
        assertThat(this.target.requests("PATCH")).hasSize(3)
            .allSatisfy((request) -> assertThat(request.body()).hasSizeLessThanOrEqualTo(1 << 20));
    }

    @Test
    void restoringGoesOnAfterAKill() {
        this.target.when("PUT", "/v2/team/api/manifests/.*").delay(Duration.ofSeconds(60));
        try (ProgramProcess process = ProgramProcess.start(this.archives, "restore", this.archives.toString(),
                "--registry.url=" + this.target.uri())) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> !this.target.requests("PUT", "/v2/team/api/manifests/.*").isEmpty());
            process.kill();
        }
        this.target.clearFaults();
        this.target.clearRequests();

        ProgramRun run = restore(this.archives.toString());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.target.digestOf("team/api", "1.10")).contains(this.api);
        assertThat(this.target.requests("POST", "/v2/team/api/blobs/uploads/")).isEmpty();
    }

    @Test
    void restoringThatIsAskedToStopEndsInOrder() {
        this.target.when("PUT", "/v2/team/.*/blobs/uploads/.*").delay(Duration.ofSeconds(60));
        try (ProgramProcess process = ProgramProcess.start(this.archives, "restore", this.archives.toString(),
                "--registry.url=" + this.target.uri(), "--job.grace=2s")) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !this.target.requests("PUT").isEmpty());
            process.terminate();

            assertThat(process.exitCode()).as(process.output()).isEqualTo(143);
            assertThat(process.output()).contains("2 of 2 archives are not restored");
        }
        assertThat(this.target.requests("PUT", ".*/manifests/.*")).isEmpty();
    }

    @Test
    void archivesAndTheirStateStayAsTheyAre() {
        Map<String, String> before = Archives.everythingIn(this.archives);

        restore(this.archives.toString());

        assertThat(Archives.everythingIn(this.archives)).isEqualTo(before);
    }

    private void archiveAll(String... arguments) {
        archiveAll(this.archives, arguments);
    }

    private void archiveAll(Path directory, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--registry.url=" + this.source.uri());
        ProgramRun run = ProgramRun.of(directory, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    private ProgramRun restore(String... arguments) {
        List<String> all = new ArrayList<>(List.of("restore"));
        all.addAll(List.of(arguments));
        all.add("--registry.url=" + this.target.uri());
        all.add("--transport.retries=1");
        all.add("--transport.retry-wait=10ms");
        return ProgramRun.bare(all.toArray(String[]::new));
    }

    private String file(String repository) {
        return Archives.in(this.archives)
            .keySet()
            .stream()
            .filter((name) -> name.startsWith(repository + "/"))
            .map((name) -> this.archives.resolve(name).toString())
            .findFirst()
            .orElseThrow();
    }

    private long bytesSent() {
        return this.target.requests()
            .stream()
            .filter((request) -> request.path().contains("/blobs/uploads/"))
            .mapToLong((request) -> request.body().length)
            .sum();
    }

    private static long distinctBytes(TestImage... images) {
        return Arrays.stream(images)
            .flatMap((image) -> image.document().blobs().stream())
            .collect(Collectors.toMap(Content::digest, Content::length, (a, b) -> a))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .sum();
    }

}
