package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;

import static org.assertj.core.api.Assertions.assertThat;

/** Two registries and one archive directory. */
class DirectoryOwnerTests {

    private final FakeRegistry first = new FakeRegistry();

    private final FakeRegistry second = new FakeRegistry();

    private final TestImage old = TestImage.createdAt("2026-01-01T00:00:00Z");

    @TempDir
    Path archives;

    @AfterEach
    void stop() {
        this.first.close();
        this.second.close();
    }

    @Test
    void archivesOfAnotherRegistryAreNotMixedWithOthers() {
        this.first.push("team/app", "1", this.old);
        archive(this.first);
        Map<String, String> before = Archives.in(this.archives);
        this.second.push("team/app", "2", TestImage.createdAt("2026-02-01T00:00:00Z"));

        ProgramRun refused = archive(this.second);

        assertThat(refused.exitCode()).as(refused.output()).isEqualTo(3);
        assertThat(refused.errors())
            .contains("The archive directory holds archives of %s, and %s does not have those images."
                .formatted(this.first.uri(), this.second.uri()));
        assertThat(Archives.in(this.archives)).isEqualTo(before);
        assertThat(archive(this.first).output()).contains("1 unchanged");
    }

    @Test
    void registryThatMovedKeepsItsArchives() {
        this.first.push("team/app", "1", this.old);
        this.first.push("team/other", "1", this.old.withLabel("a", "b"));
        archive(this.first);
        this.second.push("team/app", "0", this.old);
        this.second.push("team/app", "1", TestImage.createdAt("2026-02-01T00:00:00Z"));
        this.second.push("team/other", "1", this.old.withLabel("a", "b"));

        ProgramRun moved = archive(this.second);

        assertThat(moved.exitCode()).as(moved.output()).isZero();
        assertThat(moved.output()).contains("the archives are kept", "1 saved, 1 unchanged");
        assertThat(archive(this.second).output()).contains("2 unchanged").doesNotContain("the archives are kept");
    }

    @Test
    void userHasTheLastWord() throws IOException {
        this.first.push("team/app", "1", this.old);
        archive(this.first);
        this.second.push("team/app", "2", TestImage.createdAt("2026-02-01T00:00:00Z"));
        Path file = this.archives.resolve(".state/registry");
        assertThat(file).hasContent(this.first.uri().toString());
        Files.writeString(file, this.second.uri().toString());

        assertThat(archive(this.second).output()).contains("1 saved");
    }

    @Test
    void registryThatWasNeverArchivedLeavesTheDirectoryToAnother() {
        assertThat(archive(this.first).exitCode()).isZero();
        this.second.push("team/app", "1", this.old);

        assertThat(archive(this.second).output()).contains("1 saved");
    }

    @Test
    void directoryOlderThanTheNoteBelongsToTheRegistryOfItsLastRun() throws IOException {
        this.first.push("team/app", "1", this.old);
        archive(this.first);
        Files.delete(this.archives.resolve(".state/registry"));

        assertThat(archive(this.second).exitCode()).isEqualTo(3);
        assertThat(archive(this.first).output()).contains("1 unchanged");
    }

    @Test
    void troubleOfTheNewAddressIsNoReasonToCallItAnother() {
        this.first.push("team/app", "1", this.old);
        archive(this.first);
        this.second.push("team/app", "1", this.old);
        this.second.when("GET", ".*/manifests/.*").status(503);

        assertThat(archive(this.second).exitCode()).isEqualTo(1);
    }

    private ProgramRun archive(FakeRegistry registry) {
        return ProgramRun.of(this.archives, "archive", "--registry.url=" + registry.uri());
    }

}
