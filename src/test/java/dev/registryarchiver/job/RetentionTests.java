package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** Nights in a row, and which archives are left after each. */
class RetentionTests {

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void newerArchiveTakesThePlaceOfTheOldOne() throws IOException {
        push("app", 1);
        archive();
        long size = Files.size(this.archives.resolve(names().get(0)));
        push("app", 2);

        ProgramRun run = archive();

        assertThat(tags("app")).containsExactly("2");
        assertThat(run.output()).contains("Deleted 1 old archive (");
        assertThat(report().at("/totals/prunedArchives").intValue()).isOne();
        assertThat(report().at("/totals/prunedBytes").longValue()).isEqualTo(size);
        assertThat(report().path("notPruned").stringValue()).isEmpty();
        assertThat(ProgramRun.of(this.archives, "verify").output()).contains("1 archive,").contains("1 right");
    }

    @Test
    void asManyAreKeptAsAreWanted() {
        for (int day = 1; day <= 5; day++) {
            push("app", day);
            archive("--archive.keep=3");
        }

        assertThat(tags("app")).containsExactly("3", "4", "5");
    }

    @Test
    void neverFewerAreKeptThanAreChosen() {
        for (int day = 1; day <= 5; day++) {
            push("app", day);
        }

        archive("--selection.newest=3");
        ProgramRun again = archive("--selection.newest=3");

        assertThat(tags("app")).containsExactly("3", "4", "5");
        assertThat(again.output()).contains("1 unchanged").doesNotContain("Deleted");
    }

    @Test
    void fewerAreKeptOnceFewerAreWantedThoughNothingIsNew() {
        for (int day = 1; day <= 4; day++) {
            push("app", day);
        }
        archive("--selection.newest=4");

        ProgramRun run = archive();

        assertThat(run.output()).contains("1 unchanged").contains("Deleted 3 old archives");
        assertThat(tags("app")).containsExactly("4");
    }

    @Test
    void everyPlatformHasItsOwn() {
        for (int day = 1; day <= 2; day++) {
            this.registry.push("app", day + "", TestIndex.of(image(day), image(day).withPlatform("linux/arm64")));
            archive("--selection.platform=linux/amd64,linux/arm64");
        }

        assertThat(tags("app")).containsExactly("2", "2");
        assertThat(this.archives.resolve("app/newest.tar")).doesNotExist();
    }

    @Test
    void whatTheRegistryCallsTheNewestAgainStaysBesideWhatWasNewer() {
        push("app", 1);
        archive();
        push("app", 2);
        archive();
        this.registry.deleteTag("app", "2");
        archive();

        assertThat(tags("app")).containsExactly("1", "2");

        push("app", 3);
        archive();

        assertThat(tags("app")).containsExactly("3");
    }

    @Test
    void imagesWithoutBuildTimesFollowEachOtherAsTheyWereArchived() {
        this.registry.push("app", "1.0",
                TestImage.createdAt("1970-01-01T00:00:00Z").withLayers(TestLayer.random(1, 9)));
        archive();
        this.registry.push("app", "1.1",
                TestImage.createdAt("1970-01-01T00:00:00Z").withLayers(TestLayer.random(2, 9)));
        archive();

        assertThat(tags("app")).containsExactly("1.1");
    }

    @Test
    void goneAndFailedRepositoriesKeepAllTheyHave() {
        for (String repository : List.of("failing", "gone", "good", "other")) {
            push(repository, 1);
            push(repository, 2);
        }
        archive("--selection.newest=2");
        this.registry.deleteRepository("gone");
        push("failing", 3);
        this.registry.when("GET", "/v2/failing/manifests/3").status(500);

        ProgramRun run = run(2, "archive");

        assertThat(run.output()).contains("Deleted 2 old archives");
        assertThat(tags("gone")).containsExactly("1", "2");
        assertThat(tags("failing")).containsExactly("1", "2");
        assertThat(tags("good")).containsExactly("2");

        this.registry.clearFaults();
        run(0, "retry");

        assertThat(tags("failing")).containsExactly("3");
        assertThat(report().at("/totals/prunedArchives").intValue()).isEqualTo(4);
    }

    @Test
    void whatIsDoneIsPrunedThoughTheRunCannotGoOn() {
        push("a", 1);
        push("b", 1);
        archive();
        push("a", 2);
        push("b", 2);
        this.registry.when("GET", "/v2/b/tags/list").status(429).header("Retry-After", "3600");

        run(1, "archive", "--job.lanes=1");

        assertThat(tags("a")).containsExactly("2");
        assertThat(tags("b")).containsExactly("1");
        assertThat(report().path("status").stringValue()).isEqualTo("FAILED");
    }

    @Test
    void nothingIsDeletedWhenTheCatalogShrankUntilItIsSeenAgain() {
        for (int i = 0; i < 5; i++) {
            push("repository-" + i, 1);
        }
        archive();
        for (int i = 1; i < 5; i++) {
            this.registry.deleteRepository("repository-" + i);
        }
        push("repository-0", 2);

        ProgramRun shrunken = archive();

        assertThat(shrunken.output()).contains("WARN")
            .contains("lists 1 repositories and listed 5 in the last complete run")
            .doesNotContain("Deleted");
        assertThat(report().path("notPruned").stringValue()).contains("lists 1 repositories and listed 5");
        assertThat(tags("repository-0")).containsExactly("1", "2");
        assertThat(this.archives.resolve("repository-0/newest.tar").toFile().length()).isPositive();

        ProgramRun next = archive();

        assertThat(next.output()).contains("Deleted 1 old archive");
        assertThat(names()).hasSize(5);
    }

    @Test
    void emptyCatalogDeletesNothingAndIsNoMeasureForTheNextNight() {
        for (int i = 0; i < 3; i++) {
            push("repository-" + i, 1);
        }
        archive();
        this.registry.when("GET", "/v2/_catalog").body("{\"repositories\":[]}");
        ProgramRun empty = archive();
        this.registry.clearFaults();
        push("repository-0", 2);
        this.registry.when("GET", "/v2/_catalog").body("{\"repositories\":[\"repository-0\"]}");

        ProgramRun small = archive();

        assertThat(empty.output()).contains("lists 0 repositories and listed 3");
        assertThat(small.output()).contains("lists 1 repositories and listed 3");
        assertThat(names()).hasSize(4);
    }

    @Test
    void catalogThatCannotBeReadIsNotCalledShrunken() {
        push("a", 1);
        archive();
        this.registry.when("GET", "/v2/_catalog").status(500);

        ProgramRun run = run(1, "archive");

        assertThat(run.output()).doesNotContain("in the last complete run");
        assertThat(tags("a")).containsExactly("1");
    }

    @Test
    void otherPatternsAreNoShrunkenCatalog() {
        for (int i = 0; i < 5; i++) {
            push("repository-" + i, 1);
        }
        archive();
        push("repository-0", 2);

        ProgramRun run = archive("--catalog.include=repository-0");

        assertThat(run.output()).doesNotContain("in the last complete run").contains("Deleted 1 old archive");
        assertThat(names()).hasSize(5);
    }

    @Test
    void filesOfOthersAndChangedFilesAreNeverTouched() throws IOException {
        push("app", 1);
        archive();
        Path changed = this.archives.resolve(names().get(0));
        Files.writeString(this.archives.resolve("app/0_20200101T000000Z_0123456789ab.tar"), "not ours");
        Files.write(changed, new byte[] { 1 });
        push("app", 2);

        ProgramRun run = archive();

        assertThat(run.output()).doesNotContain("Deleted");
        assertThat(tags("app")).containsExactly("0", "1", "2");
        assertThat(changed).hasBinaryContent(new byte[] { 1 });
    }

    @Test
    void registryThatMovedGoesOnWithItsArchives() {
        push("app", 1);
        archive();
        push("app", 2);

        run(0, "archive", "--registry.url=http://localhost:" + this.registry.port());

        assertThat(tags("app")).containsExactly("2");
    }

    @Test
    void rowsOfAFileThatIsGoneAreForgotten() throws IOException {
        push("app", 1);
        push("app", 2);
        archive("--selection.newest=2");
        // As a process leaves it that dies between the file and its rows.
        for (String name : names()) {
            if (name.startsWith("app/1_")) {
                Files.delete(this.archives.resolve(name));
            }
        }

        ProgramRun run = archive();

        assertThat(run.output()).doesNotContain("Deleted");
        assertThat(ProgramRun.of(this.archives, "verify").output()).contains("1 archive,").doesNotContain("missing");
    }

    @Test
    void aKillWhileArchivesAreDeletedLeavesNothingWrong() {
        int repositories = 8;
        int images = 40;
        for (int i = 0; i < repositories; i++) {
            for (int image = 1; image <= images; image++) {
                this.registry.push("repository-" + i, "" + image,
                        TestImage.createdAt("2026-01-01T00:00:%02dZ".formatted(image))
                            .withLayers(TestLayer.of("a", "b")));
            }
        }
        archive("--selection.newest=" + images);
        int all = names().size();
        try (ProgramProcess process = ProgramProcess.start(this.archives, url())) {
            Awaitility.await()
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(1))
                .pollDelay(Duration.ZERO)
                .until(() -> names().size() < all || !process.isAlive());
            process.kill();
        }
        for (int i = 0; i < repositories; i++) {
            assertThat(tags("repository-" + i)).contains("" + images);
        }

        archive();

        assertThat(names()).hasSize(repositories).allMatch((name) -> name.contains("/%d_".formatted(images)));
        assertThat(ProgramRun.of(this.archives, "verify").output()).contains("8 right.");
    }

    @Test
    void newestLinkFollowsTheNewestArchive() throws IOException {
        push("team/app", 1);
        archive();
        Path link = this.archives.resolve("team/app/newest.tar");
        Path first = Files.readSymbolicLink(link);
        push("team/app", 2);

        archive();

        assertThat(first.toString()).startsWith("1_");
        assertThat(Files.readSymbolicLink(link).toString()).startsWith("2_").doesNotContain("/");
        assertThat(link.toRealPath().getParent()).isEqualTo(link.toRealPath(LinkOption.NOFOLLOW_LINKS).getParent());

        archive("--selection.platform=linux/amd64,linux/arm64");

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void newestLinkGivesWayToARepositoryOfItsName() {
        push("team/app", 1);
        archive();
        push("team/app/newest.tar", 1);

        archive();

        assertThat(this.archives.resolve("team/app/newest.tar")).isDirectory();
        assertThat(names()).hasSize(2);
        assertThat(this.archives.resolve("team/app/newest.tar/newest.tar")).isRegularFile();
    }

    @Test
    void newestLinkLeavesFilesOfOthersAlone() throws IOException {
        Files.createDirectories(this.archives.resolve("app"));
        Files.createDirectories(this.archives.resolve("web"));
        Files.writeString(this.archives.resolve("app/newest.tar"), "mine");
        Files.createSymbolicLink(this.archives.resolve("web/newest.tar"), Path.of("/elsewhere/x.tar"));
        push("app", 1);
        push("web", 1);

        archive();

        assertThat(this.archives.resolve("app/newest.tar")).hasContent("mine");
        assertThat(Files.readSymbolicLink(this.archives.resolve("web/newest.tar")))
            .isEqualTo(Path.of("/elsewhere/x.tar"));
    }

    @Test
    void guardKnowsHowMuchIsSuspicious() {
        assertThat(Set.of(new long[] { 1, 0 }, new long[] { 10, 4 }, new long[] { 100, 80 }, new long[] { 1500, 1000 }))
            .allMatch((pair) -> CatalogGuard.isSuspicious(pair[0], pair[1]));
        assertThat(Set.of(new long[] { 2, 1 }, new long[] { 3, 2 }, new long[] { 10, 5 }, new long[] { 20, 10 },
                new long[] { 100, 90 }, new long[] { 1500, 1400 }, new long[] { 5, 50 }))
            .noneMatch((pair) -> CatalogGuard.isSuspicious(pair[0], pair[1]));
    }

    private void push(String repository, int day) {
        this.registry.push(repository, "" + day, image(day));
    }

    private static TestImage image(int day) {
        return TestImage.createdAt("2026-01-%02dT00:00:00Z".formatted(day))
            .withLayers(TestLayer.of("day.txt", "" + day));
    }

    private ProgramRun archive(String... arguments) {
        return run(0, "archive", arguments);
    }

    private ProgramRun run(int exitCode, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        if (all.stream().noneMatch((argument) -> argument.startsWith("--registry.url"))) {
            all.add(url());
        }
        ProgramRun run = ProgramRun.of(this.archives, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode);
        return run;
    }

    private List<String> names() {
        return List.copyOf(Archives.in(this.archives).keySet());
    }

    private List<String> tags(String repository) {
        return names().stream()
            .filter((name) -> name.startsWith(repository + "/"))
            .map((name) -> name.substring(repository.length() + 1, name.indexOf('_')))
            .toList();
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

}
