package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import dev.registryarchiver.archive.ImageArchiveAssert;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.SmallDisk;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole program on a disk that is too small, full, read-only, or gone. */
@RequiresTool({ "mount", "umount" })
class SmallDiskTests {

    private static final int REPOSITORIES = 12;

    private static final int LAYER = 1_000_000;

    private static final int TOO_SMALL = 7;

    private static final int LARGE = 64;

    private final FakeRegistry registry = new FakeRegistry();

    private final Map<String, Descriptor> pushed = new HashMap<>();

    private final SmallDisk disk;

    private final Path archives;

    SmallDiskTests(@TempDir Path directory) {
        this.disk = SmallDisk.mount(directory.resolve("disk"), LARGE);
        this.archives = this.disk.directory().resolve("archives");
    }

    @BeforeEach
    void fill() {
        for (int i = 0; i < REPOSITORIES; i++) {
            String name = "repository-%02d".formatted(i);
            this.pushed.put(name, this.registry.push(name, "1",
                    TestImage.createdAt("2026-01-01T00:00:00Z").withLayers(TestLayer.random(i, LAYER))));
        }
    }

    @AfterEach
    void unmount() {
        this.registry.close();
        this.disk.close();
    }

    @Test
    void diskThatIsTooSmallHoldsRightArchivesOnlyAndTheNextRunCompletes() {
        this.disk.resize(TOO_SMALL);

        ProgramRun full = archive();

        assertRunEndedInOrder(full);
        assertThat(full.output()).contains("Free some space");
        assertEveryArchiveIsRight();
        assertThat(Archives.in(this.archives)).hasSizeLessThan(REPOSITORIES);
        assertNextRunCompletes();
    }

    @Test
    void diskThatOthersFillMeanwhileLosesNothing() {
        AtomicBoolean filled = new AtomicBoolean();
        this.registry.when("GET", "/v2/repository-05/blobs/.*").change((answer) -> {
            if (!filled.getAndSet(true)) {
                this.disk.fillUp("others", 0);
            }
            return answer;
        });

        ProgramRun full = archive("--job.lanes=2");

        assertRunEndedInOrder(full);
        assertThat(full.output()).containsAnyOf("Free some space", "The disk that holds the job state is full");
        assertEveryArchiveIsRight();
        assertThat(this.disk.directory().resolve("others").toFile().delete()).isTrue();
        assertNextRunCompletes();
    }

    @Test
    void runOnAFullDiskSaysSo() {
        this.disk.fillUp("others", 0);

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isOne();
        assertThat(run.errors()).hasLineCount(1).containsAnyOf("full", "No space left");
        assertThat(this.disk.directory().resolve("others").toFile().delete()).isTrue();
        assertNextRunCompletes();
    }

    @Test
    void readOnlyDiskIsToldFromAFullOne() {
        archive("--catalog.include=repository-00");
        this.disk.makeReadOnly();

        ProgramRun run = archive();

        this.disk.makeWritable();
        assertThat(run.exitCode()).as(run.output()).isOne();
        assertThat(run.errors()).hasLineCount(1).containsIgnoringCase("read").doesNotContain("is full");
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains("damaged"));
        assertNextRunCompletes();
    }

    @Test
    void directoryThatVanishesEndsTheRunAndIsMadeAnew() {
        AtomicBoolean gone = new AtomicBoolean();
        this.registry.when("GET", "/v2/repository-05/blobs/.*").change((answer) -> {
            if (!gone.getAndSet(true)) {
                delete(this.archives);
            }
            return answer;
        });

        ProgramRun run = archive("--job.lanes=1");

        assertThat(run.exitCode()).as(run.output()).isNotZero();
        assertEveryArchiveIsRight();
        assertNextRunCompletes();
    }

    private static void assertRunEndedInOrder(ProgramRun run) {
        assertThat(run.exitCode()).as(run.output()).isIn(1, 2);
        assertThat(run.output()).doesNotContain("Internal error").doesNotContain("\tat ");
    }

    private void assertNextRunCompletes() {
        this.registry.clearFaults();
        this.disk.resize(LARGE);

        ProgramRun next = archive();

        assertThat(next.exitCode()).as(next.output()).isZero();
        assertThat(Archives.in(this.archives)).hasSize(REPOSITORIES);
        assertEveryArchiveIsRight();
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.contains(".tar.partial"));
    }

    private void assertEveryArchiveIsRight() {
        for (String name : Archives.in(this.archives).keySet()) {
            Descriptor manifest = Objects.requireNonNull(this.pushed.get(name.substring(0, name.indexOf('/'))));
            ImageArchiveAssert.assertThatArchive(this.archives.resolve(name))
                .hasRoot(manifest.digest(), manifest.mediaType());
        }
    }

    private static void delete(Path directory) {
        try {
            Path aside = directory.resolveSibling("gone");
            Files.move(directory, aside);
            FileSystemUtils.deleteRecursively(aside);
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private ProgramRun archive(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "--registry.url=" + this.registry.uri();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

}
