package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.real.SmallDisk;
import dev.registryarchiver.real.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code verify}, and what the next run makes of what it found. */
class VerifyTests {

    private final FakeRegistry registry = new FakeRegistry();

    private final Map<String, TestImage> images = Map.of("solo", image(1), "team/app", image(2), "team/web", image(3));

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        this.images.forEach((repository, image) -> this.registry.push(repository, "1", image));
        archive();
        this.registry.clearRequests();
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void rightArchivesAreRightWithoutARegistry() {
        Map<String, String> before = Archives.everythingIn(this.archives);

        ProgramRun run = verify();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("3 archives")
            .contains(": 3 right.")
            .contains(file("solo").toString().substring(this.archives.toString().length() + 1));
        assertThat(this.registry.requests()).isEmpty();
        assertThat(Archives.everythingIn(this.archives)).isEqualTo(before);
    }

    @Test
    void damagedArchiveIsSetAsideAndFetchedAgainThoughItsImageDidNotChange() throws IOException {
        Path damaged = file("team/app");
        byte[] right = Files.readAllBytes(damaged);
        turnOverAByteOf(damaged, right.length / 2);

        ProgramRun found = verify();
        Map<String, String> left = Archives.in(this.archives);
        ProgramRun night = archive();

        assertThat(found.exitCode()).as(found.output()).isEqualTo(2);
        assertThat(found.output()).contains("damaged     team/app/1_")
            .contains("2 right, 1 damaged")
            .contains("at byte ");
        assertThat(left.keySet()).hasSize(2).noneMatch((name) -> name.startsWith("team/app/"));
        assertThat(damaged.resolveSibling(damaged.getFileName() + ".damaged")).exists();
        assertThat(night.output()).contains("1 saved, 2 unchanged");
        assertThat(this.registry.requests("GET", layer("team/app"))).hasSize(1);
        assertThat(damaged).hasBinaryContent(right);
        assertThat(verify().exitCode()).isZero();
    }

    @Test
    void layersOfADamagedArchiveAreNotCopiedFromIt() throws IOException {
        Path damaged = file("team/app");
        turnOverAByteOf(damaged, (int) Files.size(damaged) / 2);
        this.registry.push("twin", "1", imageOf("team/app").withLabel("a", "b"));

        // One lane, so that nobody notices the damage before its own repository is done.
        ProgramRun night = archive("--job.lanes=1");

        assertThat(night.output()).contains("is damaged").contains("1 saved, 3 unchanged");
        assertThat(this.registry.requests("GET", "/v2/twin/blobs/" + digest("team/app"))).hasSize(1);
        assertThat(verify(file("twin").toString()).exitCode()).isZero();
    }

    @Test
    void whatMayNotBeRenamedIsOnlyReported() throws IOException {
        Path damaged = file("solo");
        turnOverAByteOf(damaged, 5_000);
        // A folder in its place is what even the superuser cannot replace.
        Files.createDirectories(damaged.resolveSibling(damaged.getFileName() + ".damaged/folder"));

        ProgramRun run = verify();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("left as is  solo/1_").contains("it cannot be renamed");
        assertThat(damaged).exists();
        assertThat(verify().output()).contains("2 right, 1 damaged");
    }

    @Test
    void directoryThatMayNotBeWrittenToIsOnlyReadFrom(@TempDir Path directory) throws IOException {
        turnOverAByteOf(file("solo"), 5_000);
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 64)) {
            Tools.run("cp", "-a", this.archives + "/.", disk.directory().toString()).requireSuccess();
            disk.makeReadOnly();

            ProgramRun run = ProgramRun.of(disk.directory(), "verify");

            assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
            assertThat(run.output())
                .contains("Nothing is set aside, because this user may not write to " + disk.directory());
            assertThat(Archives.in(disk.directory())).hasSize(3);
        }
    }

    @Test
    void quietVerifyingTellsOnlyWhatIsWrong() throws IOException {
        ProgramRun right = verify("--quiet");
        turnOverAByteOf(file("solo"), 5_000);
        ProgramRun damaged = verify("--quiet");

        assertThat(right.output()).isEmpty();
        assertThat(damaged.output()).contains("damaged     solo/1_").doesNotContain("team/app/1_");
    }

    @Test
    void archiveThatIsGoneIsToldOfAndFetchedAgain() throws IOException {
        Files.delete(file("solo"));

        ProgramRun found = verify();

        assertThat(found.exitCode()).isEqualTo(2);
        assertThat(found.output()).contains("missing     solo/1_");
        assertThat(verify().exitCode()).isZero();
        assertThat(archive().output()).contains("1 saved, 2 unchanged");
    }

    @Test
    void directoryWithoutAnyOfItsArchivesIsNotMourned() throws IOException {
        for (String repository : this.images.keySet()) {
            Files.delete(file(repository));
        }

        ProgramRun run = verify();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("0 right, 3 missing").contains("Check that " + this.archives + " is mounted");
        assertThat(verify().output()).contains("0 right, 3 missing");
    }

    @Test
    void archivesAreFoundWithoutTheState() throws IOException {
        turnOverAByteOf(file("solo"), 5_000);
        Path state = this.archives.resolve(".state/registry-archiver.mv.db");
        Files.delete(state);

        ProgramRun run = verify();

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("2 right, 1 damaged");
        assertThat(Archives.in(this.archives)).hasSize(2);
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        Files.writeString(this.archives.resolve("notes.tar"), "notes");
        Files.writeString(this.archives.resolve("team/app/backup.tar"), "backup");
        Files.createSymbolicLink(this.archives.resolve("link.tar"), Path.of("notes.tar"));

        ProgramRun run = verify();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("left alone  notes.tar")
            .contains("left alone  team/app/backup.tar")
            .contains("3 right");
        assertThat(this.archives.resolve("notes.tar")).hasContent("notes");
    }

    @Test
    void namedFilesElsewhereAreOnlyReported(@TempDir Path elsewhere) throws IOException {
        Path copy = Files.copy(file("solo"), elsewhere.resolve(file("solo").getFileName()));
        turnOverAByteOf(copy, 5_000);

        ProgramRun run = verify(copy.toString(), file("team/web").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("1 right, 1 damaged").doesNotContain("set aside");
        assertThat(copy).exists();
    }

    @Test
    void namedFilesOfTheDirectoryAreSetAside() throws IOException {
        turnOverAByteOf(file("solo"), 5_000);

        ProgramRun run = verify(file("solo").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("set aside");
        assertThat(Archives.in(this.archives)).hasSize(2);
    }

    @Test
    void namesOfNothingAndOfDirectoriesAreUsageErrors() {
        ProgramRun nothing = verify(this.archives.resolve("none.tar").toString());
        ProgramRun directory = verify(this.archives.toString());

        assertThat(nothing.exitCode()).isEqualTo(3);
        assertThat(nothing.errors()).contains("none.tar': there is no such file");
        assertThat(directory.exitCode()).isEqualTo(3);
        assertThat(directory.errors()).contains("it is a directory");
    }

    @Test
    void directoryThatDoesNotExistIsAUsageError() {
        ProgramRun run = ProgramRun.of(this.archives.resolve("none"), "verify");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("there is no such directory");
        assertThat(this.archives.resolve("none")).doesNotExist();
    }

    @Test
    void emptyDirectoryHasNoArchives(@TempDir Path empty) {
        ProgramRun run = ProgramRun.of(empty, "verify");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("There are no archives in " + empty);
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void diffIdsAreComparedWhenAskedFor() {
        TestLayer layer = TestLayer.of("a", "b");
        this.registry.push("wrong", "1",
                image(4).withLayers(new TestLayer(layer.content(), TestLayer.of("c", "d").diffId())));
        archive();

        ProgramRun without = verify();
        ProgramRun with = verify("--verify.diff-ids=true");
        ProgramRun bare = verify("--verify.diff-ids");

        assertThat(without.exitCode()).as(without.output()).isZero();
        assertThat(with.exitCode()).as(with.output()).isEqualTo(2);
        assertThat(with.output()).contains("3 right, 1 faulty").contains("unpacks to");
        assertThat(bare.output()).contains("3 right, 1 faulty");
        assertThat(Archives.in(this.archives)).hasSize(4);
    }

    @Test
    void verifyingGoesOnWhileARunHoldsTheStateAndOnlySettingAsideWaits() throws IOException {
        this.registry.when("GET", "/v2/_catalog").delay(Duration.ofSeconds(30));
        try (ProgramProcess run = ProgramProcess.start(this.archives, url())) {
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.registry.count("/v2/_catalog") > 0);

            ProgramRun right = verify();
            turnOverAByteOf(file("solo"), 5_000);
            ProgramRun damaged = verify();

            assertThat(right.exitCode()).as(right.output()).isZero();
            assertThat(damaged.exitCode()).as(damaged.output()).isEqualTo(4);
            assertThat(damaged.output()).contains("damaged     solo/1_")
                .contains("Another process holds the job state");
            assertThat(Archives.in(this.archives)).hasSize(3);
            assertThat(run.isAlive()).isTrue();
        }
    }

    private ProgramRun archive(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(url());
        ProgramRun run = ProgramRun.of(this.archives, all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.output()).isZero();
        return run;
    }

    private ProgramRun verify(String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify"));
        all.addAll(List.of(arguments));
        return ProgramRun.of(this.archives, all.toArray(String[]::new));
    }

    private Path file(String repository) {
        return Archives.in(this.archives)
            .keySet()
            .stream()
            .filter((name) -> name.startsWith(repository + "/"))
            .map(this.archives::resolve)
            .findFirst()
            .orElseThrow();
    }

    private String layer(String repository) {
        return "/v2/%s/blobs/%s".formatted(repository, digest(repository));
    }

    private String digest(String repository) {
        return imageOf(repository).layerDescriptors().get(0).digest().toString();
    }

    private TestImage imageOf(String repository) {
        return Objects.requireNonNull(this.images.get(repository));
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private static TestImage image(int seed) {
        return TestImage.createdAt("2026-01-0%dT00:00:00Z".formatted(seed)).withLayers(TestLayer.random(seed, 20_000));
    }

    private static void turnOverAByteOf(Path file, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[position] ^= 1;
        Files.write(file, bytes);
    }

}
