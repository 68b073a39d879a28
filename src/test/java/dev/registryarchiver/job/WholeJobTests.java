package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.fake.Fault;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole program against a registry that speaks the protocol and misbehaves on demand.
 */
class WholeJobTests {

    private static final String PASSWORD = "c0rrect horse";

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        push("team/app", "1.9.0", "2026-01-01T00:00:00Z");
        push("team/app", "1.10.0", "2026-03-01T00:00:00Z");
        push("team/app", "latest", "2025-01-01T00:00:00Z");
        push("solo", "a", "2026-01-01T10:00:00+09:00");
        push("solo", "b", "2026-01-01T02:00:00Z");
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void archivesTheNewestImageOfEveryRepository() {
        ProgramRun run = archive();

        assertThat(run.output()).contains("2 repositories: 2 saved, 0 unchanged, 0 with nothing to save, 0 failed");
        assertThat(run.exitCode()).isZero();
        assertThat(Archives.in(this.archives).keySet()).satisfiesExactlyInAnyOrder(
                (name) -> assertThat(name).startsWith("solo/b_20260101T020000Z_"),
                (name) -> assertThat(name).startsWith("team/app/1.10.0_20260301T000000Z_"));
    }

    @Test
    void asksForATokenOfEachRepositoryAndOfTheCatalog() {
        FakeTokenService tokens = this.registry.requireTokens("ci", PASSWORD);

        ProgramRun run = archive("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.registry.requests("GET", "/token.*")).extracting((request) -> request.parameter("scope"))
            .containsExactlyInAnyOrder("registry:catalog:*", "repository:solo:pull", "repository:team/app:pull");
        assertThat(this.registry.requests("GET", "/v2/.*")).extracting(RecordedRequest::authorizationScheme)
            .doesNotContain("Basic");
        assertThat(tokens).isNotNull();
    }

    @Test
    void secondRunAsksOneHeadPerTagAndTouchesNothing() {
        archive();
        Map<String, String> before = Archives.in(this.archives);
        this.registry.clearRequests();

        ProgramRun run = archive();

        assertThat(run.output()).contains("0 saved, 2 unchanged");
        assertThat(this.registry.requests("HEAD")).hasSize(5);
        assertThat(this.registry.requests("GET")).extracting(RecordedRequest::path)
            .containsExactlyInAnyOrder("/v2/_catalog", "/v2/team/app/tags/list", "/v2/solo/tags/list");
        assertThat(Archives.in(this.archives)).isEqualTo(before);
    }

    @Test
    void manyLanesNeedNoMoreConnectionsToTheStateThanThereAre() {
        for (int i = 0; i < 60; i++) {
            push("many/app" + i, "1", "2026-01-01T00:00:00Z");
        }

        ProgramRun run = archive("--job.lanes=64");

        assertThat(run.output()).contains("62 saved");
        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void newTagOfAKnownRepositoryIsArchivedBesideTheOldOne() {
        archive();
        push("solo", "c", "2026-02-01T00:00:00Z");

        ProgramRun run = archive("--archive.keep=2");

        assertThat(run.output()).contains("1 saved, 1 unchanged");
        assertThat(Archives.in(this.archives)).hasSize(3);
    }

    @Test
    void failureStaysWithItsRepositoryAndRetryWorksOnNothingElse() {
        this.registry.when("GET", "/v2/solo/manifests/.*").status(500);
        ProgramRun first = archive();
        this.registry.clearFaults();
        this.registry.clearRequests();

        ProgramRun retry = run("retry");

        assertThat(first.exitCode()).isEqualTo(2);
        assertThat(first.output()).contains("solo failed: ").contains("1 saved").contains("1 failed");
        assertThat(retry.exitCode()).as(retry.output()).isZero();
        assertThat(this.registry.count("/v2/team/app")).isZero();
        assertThat(this.registry.count("/v2/_catalog")).isZero();
        assertThat(Archives.in(this.archives)).hasSize(2);
        assertThat(report().path("totals").path("saved").intValue()).isEqualTo(2);
        assertThat(run("retry").output()).contains("nothing to retry");
    }

    @Test
    void manyRepositoriesWithTroubleDoNotKeepOthersFromTheirTurn() {
        for (int i = 0; i < 12; i++) {
            push("broken/%02d".formatted(i), "1", "2026-01-01T00:00:00Z");
        }
        this.registry.when("GET", "/v2/broken/.*/tags/list").status(500);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("2 saved").contains("12 failed").doesNotContain("not reached");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 503, 404 })
    void registryThatGoesDownEndsTheRunAndTheNextOneContinuesIt(int status) {
        for (int i = 0; i < 98; i++) {
            push("many/%02d".formatted(i), "1", "2026-01-01T00:00:00Z");
        }
        Fault down = this.registry.when("*", ".*").after(100);
        if (status == 0) {
            down.hangUp();
        }
        else {
            down.answer((request) -> Answer.of(status).withBody("no backend"));
        }

        ProgramRun first = archive();
        int saved = report().path("totals").path("saved").intValue();
        int pending = report().path("totals").path("pending").intValue();
        int nothing = report().path("totals").path("nothingToSave").intValue();
        this.registry.clearFaults();
        ProgramRun second = archive();

        assertThat(first.exitCode()).as(first.output()).isEqualTo(1);
        assertThat(first.errors())
            .contains("registry-archiver: ", "repositories in a row failed, and the registry itself")
            .contains(this.registry.uri("/v2/").toString());
        assertThat(saved).isBetween(1, 40);
        assertThat(pending).isBetween(50, 99);
        assertThat(nothing).isZero();
        assertThat(down.hits()).isLessThan(100);
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(second.output()).contains("Continuing the unfinished run", "100 saved");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v2/.+/.*", "/token" })
    void registryThatLostItsStorageOrItsTokenServiceEndsTheRun(String path) {
        this.registry.requireTokens("ci", PASSWORD);
        for (int i = 0; i < 98; i++) {
            push("many/%02d".formatted(i), "1", "2026-01-01T00:00:00Z");
        }
        Fault down = this.registry.when("*", path).after(60).status(503);

        ProgramRun run = archive("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.errors()).contains("repositories in a row failed, and the registry itself", "503");
        assertThat(down.hits()).isLessThan(100);
    }

    @Test
    void registryThatIsDownEndsTheListing() {
        for (int i = 0; i < 98; i++) {
            push("many/%02d".formatted(i), "1", "2026-01-01T00:00:00Z");
        }
        Fault down = this.registry.when("*", ".*").after(1).hangUp();

        ProgramRun run = run("list");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(1);
        assertThat(run.errors()).contains("repositories in a row failed, and the registry itself");
        assertThat(down.hits()).isLessThan(100);
    }

    @Test
    void storageThatIsDownEndsNothingButItsRepositories() {
        for (int i = 0; i < 12; i++) {
            push("broken/%02d".formatted(i), "1", "2026-01-01T00:00:00Z");
        }
        try (FakeRegistry storage = new FakeRegistry()) {
            this.registry.when("GET", "/v2/broken/.*/blobs/.*").redirectTo(storage.uri("/blob").toString());
        }

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("2 saved").contains("12 failed").doesNotContain("not reached");
    }

    @Test
    void tagWhoseDateCannotBeLearnedNeverLeadsToAnotherChoice() {
        this.registry.when("GET", "/v2/team/app/manifests/1.10.0").status(503);

        ProgramRun run = archive();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(Archives.in(this.archives).keySet()).noneMatch((name) -> name.startsWith("team/app"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "<html>Maintenance</html>", "", "{\"schemaVersion\":2,\"config\":{" })
    void brokenAnswerForTheNewestTagNeverLeadsToAnotherChoice(String body) {
        this.registry.when("GET", "/v2/team/app/manifests/(1.10.0|sha256:.*)").body(body);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(Archives.in(this.archives).keySet()).noneMatch((name) -> name.startsWith("team/app"));
    }

    @Test
    void tokenThatRunsOutInTheMiddleOfALayerIsRenewedB23() {
        TestImage image = TestImage.createdAt("2026-05-01T00:00:00Z").withLayers(TestLayer.random(1, 200_000));
        this.registry.push("solo", "large", image);
        FakeTokenService tokens = this.registry.requireTokens("ci", PASSWORD);
        String layer = "/v2/solo/blobs/" + image.layerDescriptors().get(0).digest();
        this.registry.when("GET", layer).times(1).change((answer) -> {
            tokens.revokeAll();
            return answer;
        }).breakAfter(100_000);

        ProgramRun run = archive("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.registry.requests("GET", layer)).last()
            .satisfies((request) -> assertThat(request.header("Range")).isEqualTo("bytes=100000-"));
        assertThat(Archives.in(this.archives).keySet()).anyMatch((name) -> name.startsWith("solo/large_"));
    }

    @Test
    void oldTagThatIsBrokenForGoodIsLeftOutWithAWarningEveryNight() {
        this.registry.when("GET", "/v2/team/app/manifests/1.9.0").status(412);

        for (int night = 0; night < 2; night++) {
            ProgramRun run = archive();

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("WARN  team/app: 1.9.0 is left out: ", "answered 412");
            assertThat(report().at("/repositories/1/detail").asString()).contains("1.9.0 is left out: ");
        }
        this.registry.clearFaults();

        assertThat(archive().output()).doesNotContain("WARN");
    }

    @Test
    void newestTagThatIsBrokenForGoodFailsItsRepository() {
        this.registry.when("GET", "/v2/team/app/manifests/1.10.0").status(412);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("team/app failed: Cannot tell when team/app:1.10.0 was built");
        assertThat(report().at("/repositories/1/failure").asString()).isEqualTo("POLICY");
    }

    @Test
    void newerImageThatCannotBeArchivedIsWarnedOf() {
        this.registry.push("solo", "c", TestImage.createdAt("2026-02-01T00:00:00Z").withPlatform("linux/arm64"));

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("WARN  solo: c was built 2026-02-01T00:00:00Z but runs on linux/arm64");
        assertThat(report().at("/repositories/0/detail").asString()).contains("c was built 2026-02-01T00:00:00Z");
    }

    @Test
    void theSameImageGivesTheSameBytesWhateverIsBesideIt(@TempDir Path alone) throws IOException {
        push("tied", "1.0.0", "2026-01-01T00:00:00Z");
        ProgramRun.of(alone, "archive", url(), "--catalog.include=tied");
        push("tied", "0.9.0", "2026-01-01T00:00:00Z");

        archive("--catalog.include=tied");

        String name = Archives.in(this.archives).keySet().iterator().next();
        assertThat(this.archives.resolve(name)).hasSameBinaryContentAs(alone.resolve(name));
        assertThat(report().at("/repositories/0/images/0/reason").asString())
            .contains("others were built at that moment");
    }

    @Test
    void whatLoadersCannotTakeIsRemarkedOn() {
        TestLayer[] layers = new TestLayer[126];
        Arrays.setAll(layers, (number) -> TestLayer.of("n", "layer " + number));
        this.registry.push("layered", "1", TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(layers));
        String longName = String.join("/", Collections.nCopies(16, "a23456789012345"));
        push(longName, "1", "2026-01-01T00:00:00Z");

        ProgramRun run = archive("--catalog.repositories=layered," + longName);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(report().at("/repositories").valueStream().map((each) -> each.path("detail").asString()))
            .satisfiesExactlyInAnyOrder(
                    (detail) -> assertThat(detail)
                        .contains("has 126 layers; docker cannot run images of more than 125"),
                    (detail) -> assertThat(detail).contains("docker load refuses more than 255"));
    }

    @Test
    void partialArchiveOfASupersededImageIsDeletedThoughItsRepositoryNeverSucceeds() throws IOException {
        failInALayerOf("solo");
        TestImage next = TestImage.createdAt("2026-03-01T00:00:00Z").withLayers(TestLayer.random(2, 200_000));
        this.registry.push("solo", "larger", next);
        String layer = "/v2/solo/blobs/" + next.layerDescriptors().get(0).digest();
        this.registry.when("GET", layer).times(1).breakAfter(100_000);
        this.registry.when("GET", layer).status(403);

        archive("--catalog.include=solo");

        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.startsWith("solo/large_"))
            .anyMatch((name) -> name.startsWith("solo/larger_") && name.endsWith(".partial"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "/v2/team/app/manifests/1.10.0", "/v2/team/app/tags/list" })
    void pageThatSaysNotFoundIsNoWordOfTheRegistry(String path) {
        this.registry.when("GET", path)
            .status(404)
            .header("Content-Type", "text/html")
            .body("<html><body>404 Not Found</body></html>");

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(Archives.in(this.archives).keySet()).noneMatch((name) -> name.startsWith("team/app"));
    }

    @Test
    void finishedRunWithFailuresIsNotContinuedButFollowedByANewOne() {
        this.registry.when("GET", "/v2/solo/manifests/.*").status(500);
        archive();
        String firstRun = report().path("run").stringValue();

        archive();

        assertThat(report().path("run").stringValue()).isNotEqualTo(firstRun);
    }

    @Test
    void runThatCouldNotListIsContinued() {
        this.registry.when("GET", "/v2/_catalog").status(500);
        ProgramRun first = archive();
        String firstRun = report().path("run").stringValue();
        this.registry.clearFaults();

        ProgramRun second = archive();

        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(second.exitCode()).as(second.output()).isZero();
        assertThat(report().path("run").stringValue()).isEqualTo(firstRun);
        assertThat(Archives.in(this.archives)).hasSize(2);
    }

    @Test
    void unfinishedRunOfOtherSettingsIsNotContinued() {
        this.registry.when("GET", "/v2/_catalog").status(500);
        archive();
        this.registry.clearFaults();

        ProgramRun other = archive("--catalog.include=solo");

        assertThat(other.output()).doesNotContain("Continuing").contains("1 repository: 1 saved");
    }

    @Test
    void emptyCatalogIsSaidAloud() {
        ProgramRun run = archive("--catalog.include=nothing/**");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("The registry lists no repository that");
    }

    @Test
    void disappearedRepositoryIsNoFailure() {
        this.registry.when("GET", "/v2/solo/tags/list").status(404);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 with nothing to save");
    }

    @Test
    void namedRepositoryThatDoesNotExistIsAFailure() {
        ProgramRun run = archive("--catalog.repositories=solo,slo");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("slo failed: ").contains("1 saved");
    }

    @Test
    void listShowsTheSameChoicesAndWritesNothing() {
        Path nowhere = this.archives.resolve("none");

        ProgramRun run = ProgramRun.of(nowhere, "list", url());

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("1.10.0").contains("built 2026-03-01T00:00:00Z");
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void listUsesWhatIsKnownAndLeavesTheStateAlone() {
        archive();
        Map<String, String> before = Archives.everythingIn(this.archives);
        this.registry.clearRequests();

        ProgramRun run = run("list");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.registry.requests("HEAD")).hasSize(5);
        assertThat(Archives.everythingIn(this.archives)).isEqualTo(before);
    }

    @ParameterizedTest
    @DisplayName("R19 names that are none reach neither a request nor the log")
    @ValueSource(strings = { "archive", "list" })
    void namesThatAreNoneReachNeitherARequestNorTheLog(String command) {
        this.registry.when("GET", "/v2/_catalog")
            .body("{\"repositories\":[\"solo\",\"evil\\u001b[31m\",\"evil\\nteam/app failed\",\"evil\\u202eppa\",\"evil/../../x\"]}");
        this.registry.when("GET", "/v2/solo/tags/list")
            .body("{\"tags\":[\"b\",\"evil\\u001b[31m\",\"evil\\r\\nX: y\",\"evil\\u202e\",\"../evil\",\"evil tag\"]}");

        ProgramRun run = run(command, "--logging.level.dev.registryarchiver=debug");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("solo").doesNotContain("evil", "\u001b", "\u202e");
        assertThat(this.registry.requests()).extracting(RecordedRequest::target)
            .isNotEmpty()
            .noneMatch((target) -> target.contains("evil"));
    }

    @Test
    void filtersRepositories() {
        ProgramRun run = archive("--catalog.include=team/**");

        assertThat(run.output()).contains("1 repository: 1 saved");
        assertThat(this.registry.count("/v2/solo")).isZero();
    }

    @Test
    void archivesLoadableDockerImagesWithSeveralLayersAndPlatforms() {
        this.registry.push("multi", "1",
                TestIndex.of(TestImage.createdAt("2026-01-01T00:00:00Z").withPlatform("linux/arm64"),
                        TestImage.createdAt("2026-01-01T00:00:00Z")
                            .withLayers(TestLayer.random(1, 5_000), TestLayer.random(2, 5_000))));

        ProgramRun run = archive("--catalog.repositories=multi", "--selection.platform=linux/amd64,linux/arm64");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Archives.in(this.archives)).hasSize(2);
    }

    @Test
    void secondProcessOnTheSameStateEndsWithFour() {
        this.registry.when("GET", "/v2/_catalog").delay(Duration.ofSeconds(20));
        try (ProgramProcess first = ProgramProcess.start(this.archives, url())) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.registry.count("/v2/_catalog") > 0);

            ProgramRun second = archive();

            assertThat(second.exitCode()).as(second.output()).isEqualTo(4);
            assertThat(second.output()).contains("Another process holds the job state");
            assertThat(first.isAlive()).isTrue();
        }
    }

    @Test
    void retryContinuesTheLayerInWhichItsRepositoryFailed() {
        String layer = failInALayerOf("solo");

        ProgramRun retry = run("retry");

        assertThat(retry.exitCode()).as(retry.output()).isZero();
        assertThat(this.registry.requests("GET", layer)).extracting((request) -> request.header("Range"))
            .containsExactly("bytes=100000-");
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".partial"));
        assertThat(report().path("totals").path("reusedBytes").longValue()).isEqualTo(100_000);
    }

    @Test
    @DisplayName("B13 a layer that drips is continued over another connection")
    void layerThatComesAByteAtATimeIsContinuedOverAnotherConnection() {
        TestImage image = TestImage.createdAt("2026-02-01T00:00:00Z").withLayers(TestLayer.random(1, 200_000));
        this.registry.push("solo", "large", image);
        String layer = "/v2/solo/blobs/" + image.layerDescriptors().get(0).digest();
        this.registry.when("GET", layer).times(1).drip(Duration.ofMillis(200));

        ProgramRun run = archive("--transport.read-timeout=3s");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(this.registry.requests("GET", layer)).extracting((request) -> request.header("Range"))
            .satisfiesExactly((first) -> assertThat(first).isNull(),
                    (second) -> assertThat(second).matches("bytes=1\\d{5}-"));
    }

    @Test
    void whatARepositoryLeftUnfinishedIsKeptUntilItIsDone() {
        String layer = failInALayerOf("solo");
        this.registry.when("GET", "/v2/solo/tags/list").status(500);
        ProgramRun again = archive();
        this.registry.clearFaults();

        ProgramRun retry = run("retry");

        assertThat(again.exitCode()).as(again.output()).isEqualTo(2);
        assertThat(retry.exitCode()).as(retry.output()).isZero();
        assertThat(this.registry.requests("GET", layer)).extracting((request) -> request.header("Range"))
            .containsExactly("bytes=100000-");
    }

    @Test
    void whatWasLeftUnfinishedOfAnImageThatIsNoLongerTheNewestIsDeleted() {
        failInALayerOf("solo");
        assertThat(Archives.everythingIn(this.archives).keySet()).anyMatch((name) -> name.contains(".partial"));
        push("solo", "z", "2026-02-02T00:00:00Z");

        ProgramRun next = archive("--catalog.include=solo");

        assertThat(next.output()).contains("1 repository: 1 saved");
        assertThat(Archives.in(this.archives).keySet()).anyMatch((name) -> name.startsWith("solo/z_"))
            .noneMatch((name) -> name.startsWith("solo/large_"));
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".partial"));
    }

    /** Path of a layer of which the first bytes came. */
    private String failInALayerOf(String repository) {
        TestImage image = TestImage.createdAt("2026-02-01T00:00:00Z").withLayers(TestLayer.random(1, 200_000));
        this.registry.push(repository, "large", image);
        String layer = "/v2/%s/blobs/%s".formatted(repository, image.layerDescriptors().get(0).digest());
        this.registry.when("GET", layer).times(1).breakAfter(100_000);
        this.registry.when("GET", layer).status(403);
        ProgramRun run = archive();
        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        this.registry.clearFaults();
        this.registry.clearRequests();
        return layer;
    }

    private void push(String repository, String tag, String created) {
        this.registry.push(repository, tag,
                TestImage.createdAt(created).withLayers(TestLayer.of("hello.txt", repository + ":" + tag)));
    }

    private ProgramRun archive(String... arguments) {
        return run("archive", arguments);
    }

    private ProgramRun run(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = command;
        all[1] = url();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

}
