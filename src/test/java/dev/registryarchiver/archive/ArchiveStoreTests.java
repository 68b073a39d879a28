package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

import dev.registryarchiver.archive.DirectoryUnusableException.Problem;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ArchiveStoreTests {

    private static final Predicate<RepositoryName> NOBODY = (repository) -> false;

    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.999Z");

    private static final Digest DIGEST = Digest.of("sha256:" + "3f2a9c81d0be" + "0".repeat(52));

    private static final String NAME = "team/app/1.0_20260102T030405Z_3f2a9c81d0be.tar";

    private final Path directory;

    private final DirectoryArchiveStore store;

    ArchiveStoreTests(@TempDir Path directory) {
        this.directory = directory;
        this.store = new DirectoryArchiveStore(directory);
    }

    @Test
    void namesTellTagBuildTimeAndDigest() {
        assertThat(this.store.nameOf(image("team/api", "1.10.0", CREATED)))
            .isEqualTo("team/api/1.10.0_20260102T030405Z_3f2a9c81d0be.tar");
        assertThat(this.store.nameOf(image("team/api", "1.10.0", null)))
            .isEqualTo("team/api/1.10.0_undated_3f2a9c81d0be.tar");
    }

    @ParameterizedTest
    @CsvSource({ "con,con_", "team/nul,team/nul_", "lpt1/app,lpt1_/app", "aux.d/x,aux_.d/x", "falcon,falcon",
            "console,console", "com10,com10", "team/con-x,team/con-x" })
    void foldersAvoidTheDevicesOfWindows(String repository, String folder) {
        assertThat(this.store.nameOf(image(repository, "1.0", CREATED))).startsWith(folder + "/1.0_");
    }

    @Test
    void theLongestNamesFitTheFileSystem() {
        String name = this.store.nameOf(image("a".repeat(255), "t".repeat(128), CREATED));

        try (PartialArchive partial = this.store.begin(name, TestLayouts.of(1024))) {
            partial.publish();
        }

        assertThat(this.store.find(name)).isPresent();
        assertThat(name.substring(256) + PartialArchive.PROGRESS_SUFFIX).hasSize(179);
    }

    @ParameterizedTest
    @ValueSource(strings = { "../evil.tar", "/etc/evil.tar", "team/../../evil.tar", "" })
    void namesOutsideOfTheDirectoryAreRefused(String name) {
        assertThatThrownBy(() -> this.store.find(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> this.store.begin(name, TestLayouts.of(1024)))
            .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anArchiveAppearsWhenItIsPublished() throws IOException {
        try (PartialArchive partial = this.store.begin(NAME, TestLayouts.of(3000))) {
            partial.write(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), 1000);

            assertThat(this.store.find(NAME)).isEmpty();
            assertThat(files()).containsExactlyInAnyOrder(NAME + ".partial", NAME + ".partial.progress");
            assertThat(Files.size(this.directory.resolve(NAME + ".partial"))).isEqualTo(3000);

            partial.publish();
        }

        assertThat(files()).containsExactly(NAME);
        assertThat(this.store.find(NAME).map(ArchiveFile::size)).contains(Files.size(this.directory.resolve(NAME)));
        assertThat(Files.readAllBytes(this.directory.resolve(NAME))).hasSize(3000)
            .containsSequence(0, 1, 2, 3, 0)
            .endsWith(0);
    }

    @Test
    void publishingReplacesAnEarlierFile() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Files.writeString(this.directory.resolve(NAME), "earlier");

        try (PartialArchive partial = this.store.begin(NAME, TestLayouts.of(1024))) {
            partial.publish();
        }

        assertThat(Files.size(this.directory.resolve(NAME))).isEqualTo(1024);
    }

    @Test
    void anArchiveWithoutAnyBlobIsDeletedAndLeavesTheEarlierFile() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Files.writeString(this.directory.resolve(NAME), "earlier");

        this.store.begin(NAME, TestLayouts.of(1024)).close();

        assertThat(files()).containsExactly(NAME);
        assertThat(this.directory.resolve(NAME)).hasContent("earlier");
    }

    @Test
    void whatNobodyKnowsTheProgressOfIsOverwritten() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Files.write(this.directory.resolve(NAME + ".partial"), new byte[5000]);

        try (PartialArchive partial = this.store.begin(NAME, TestLayouts.of(1024))) {
            partial.publish();
        }

        assertThat(Files.size(this.directory.resolve(NAME))).isEqualTo(1024);
    }

    @Test
    void whatIsLeftUnfinishedIsRemovedAndNothingElse() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Files.createDirectories(this.directory.resolve("team/dir.tar.partial"));
        Files.writeString(this.directory.resolve(NAME), "published");
        Files.writeString(this.directory.resolve(NAME + ".partial"), "unfinished");
        Files.writeString(this.directory.resolve(NAME + ".partial.progress"), "how far");
        Files.writeString(this.directory.resolve("download.partial"), "of somebody else");

        assertThat(this.store.removeOrphans(NOBODY, Instant.EPOCH)).isEqualTo(2);

        assertThat(files()).containsExactlyInAnyOrder(NAME, "download.partial");
    }

    @Test
    void whatUndoneRepositoriesLeftUnfinishedIsKept() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Files.writeString(this.directory.resolve("team/1.tar.partial"), "done");
        Files.writeString(this.directory.resolve(NAME + ".partial"), "undone");
        Files.writeString(this.directory.resolve(NAME + ".partial.progress"), "how far");

        assertThat(this.store.removeOrphans(RepositoryName.of("team/app")::equals, Instant.EPOCH)).isOne();

        assertThat(files()).containsExactlyInAnyOrder(NAME + ".partial", NAME + ".partial.progress");
    }

    @Test
    void whatANamesakeOfADeviceNeedsIsKept() throws IOException {
        Path needed = Files.createDirectories(this.directory.resolve("team/nul_.x")).resolve("1.tar.partial");
        Files.writeString(needed, "undone");

        assertThat(this.store.removeOrphans(RepositoryName.of("team/nul.x")::equals, Instant.EPOCH)).isZero();

        assertThat(needed).exists();
    }

    @Test
    void whatUndoneRepositoriesLeftLongAgoIsRemoved() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app"));
        Path old = Files.writeString(this.directory.resolve(NAME + ".partial"), "undone");
        Instant since = Instant.parse("2026-01-15T00:00:00Z");
        Predicate<RepositoryName> undone = RepositoryName.of("team/app")::equals;
        Files.setLastModifiedTime(old, FileTime.from(since));
        assertThat(this.store.removeOrphans(undone, since)).isZero();
        Files.setLastModifiedTime(old, FileTime.from(since.minusSeconds(1)));

        assertThat(this.store.removeOrphans(undone, since)).isOne();

        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsSupersededInARepositoryIsRemovedAndNothingOfOthers() throws IOException {
        Files.createDirectories(this.directory.resolve("team/app/sub"));
        for (String name : List.of("team/app/old.tar", "team/app/chosen.tar", "team/app/sub/old.tar", "team/old.tar")) {
            Files.writeString(this.directory.resolve(name + ".partial"), "some");
            Files.writeString(this.directory.resolve(name + ".partial.progress"), "how far");
        }
        Files.writeString(this.directory.resolve("team/app/old.tar"), "published");
        RepositoryName app = RepositoryName.of("team/app");

        assertThat(this.store.removeSuperseded(app, List.of("team/app/chosen.tar"))).isEqualTo(2);
        assertThat(this.store.removeSuperseded(RepositoryName.of("none"), List.of())).isZero();

        assertThat(files()).containsExactlyInAnyOrder("team/app/old.tar", "team/app/chosen.tar.partial",
                "team/app/chosen.tar.partial.progress", "team/app/sub/old.tar.partial",
                "team/app/sub/old.tar.partial.progress", "team/old.tar.partial", "team/old.tar.partial.progress");
    }

    @Test
    void aDirectoryThatDoesNotExistHasNoOrphans() {
        assertThat(new DirectoryArchiveStore(this.directory.resolve("none")).removeOrphans(NOBODY, Instant.EPOCH))
            .isZero();
    }

    @Test
    void orphansAreLookedForBehindTheLinkOfTheDirectoryButNotBehindOthers() throws IOException {
        Path elsewhere = Files.createDirectories(this.directory.resolve("elsewhere"));
        Path stranger = Files.writeString(elsewhere.resolve("x.tar.partial"), "not ours");
        Path archives = Files.createDirectories(this.directory.resolve("archives"));
        Path orphan = Files.writeString(Files.createDirectories(archives.resolve("app")).resolve("x.tar.partial"),
                "ours");
        Files.createSymbolicLink(archives.resolve("link"), elsewhere);
        Path alias = Files.createSymbolicLink(this.directory.resolve("alias"), archives);

        assertThat(new DirectoryArchiveStore(alias).removeOrphans(NOBODY, Instant.EPOCH)).isOne();

        assertThat(stranger).exists();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void linksAreNoArchives() throws IOException {
        Path target = Files.writeString(this.directory.resolve("target"), "x");
        Files.createSymbolicLink(this.directory.resolve("link.tar"), target);

        assertThat(this.store.find("link.tar")).isEmpty();
    }

    @Test
    void moreThanTheDiskHasIsNotBegun() {
        DiskFullException full = catchThrowableOfType(DiskFullException.class,
                () -> this.store.begin(NAME, TestLayouts.of(Long.MAX_VALUE)));

        assertThat(full.needed()).isEqualTo(Long.MAX_VALUE);
        assertThat(full.available()).isPositive().isLessThan(Long.MAX_VALUE);
        assertThat(full).hasMessageContaining("it needs 9.22 EB more and the disk has")
            .hasMessageEndingWith("Free some space or point archive.directory to a larger disk.");
        assertThat(this.directory).isEmptyDirectory();
        assertThat(full.concernsOneImage()).isTrue();
    }

    @Test
    void roomThatIsPromisedIsNotPromisedAgain() throws IOException {
        long twoThirds = Files.getFileStore(this.directory).getUsableSpace() / 3 * 2;

        // A file system may end before its room does.
        DiskRoom room = new DiskRoom();
        room.promise(this.directory.resolve("a"), twoThirds);

        assertThatThrownBy(() -> room.promise(this.directory.resolve("b"), twoThirds))
            .isInstanceOf(DiskFullException.class);
        room.release(twoThirds);
        room.promise(this.directory.resolve("b"), twoThirds);
    }

    @Test
    void aDirectoryThatCannotBeCreatedIsNamed() throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "x");
        DirectoryArchiveStore impossible = new DirectoryArchiveStore(file.resolve("archives"));

        DirectoryUnusableException unusable = catchThrowableOfType(DirectoryUnusableException.class,
                () -> impossible.begin(NAME, TestLayouts.of(1024)));

        assertThat(unusable.problem()).isEqualTo(Problem.NOT_CREATED);
        assertThat(unusable.directory()).isEqualTo(file.resolve("archives"));
        assertThat(unusable).hasMessageStartingWith("Cannot use the directory " + file.resolve("archives"))
            .hasMessageEndingWith("Create it or set archive.directory.");
    }

    @Test
    void aDirectoryThatVanishesIsNamed() throws IOException {
        try (PartialArchive partial = this.store.begin(NAME, TestLayouts.of(1024))) {
            Files.delete(this.directory.resolve(NAME + ".partial"));

            DirectoryUnusableException unusable = catchThrowableOfType(DirectoryUnusableException.class,
                    partial::publish);

            assertThat(unusable.problem()).isEqualTo(Problem.VANISHED);
        }
    }

    @Test
    void somethingInTheWayIsNamed() throws IOException {
        Files.writeString(this.directory.resolve("team"), "no directory");

        DirectoryUnusableException unusable = catchThrowableOfType(DirectoryUnusableException.class,
                () -> this.store.begin(NAME, TestLayouts.of(1024)));

        assertThat(unusable.problem()).isEqualTo(Problem.BROKEN);
        assertThat(unusable).hasMessageContaining(this.directory.resolve("team").toString());
    }

    private List<String> files() {
        try (var walk = Files.walk(this.directory)) {
            return walk.filter(Files::isRegularFile)
                .map((file) -> this.directory.relativize(file).toString().replace('\\', '/'))
                .toList();
        }
        catch (IOException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static SelectedImage image(String repository, String tag, @Nullable Instant created) {
        Descriptor manifest = new Descriptor(MediaTypes.OCI_MANIFEST, DIGEST, 500);
        return new SelectedImage(RepositoryName.of(repository), List.of(Tag.of(tag)), manifest, manifest,
                Platform.LINUX_AMD64, false, created, "built (config)", "only tag");
    }

}
