package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.registryarchiver.archive.DirectoryUnusableException.Problem;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/** On a file system of one megabyte, where this user may mount one. */
@RequiresTool({ "mount", "umount" })
class DiskFullTests {

    private static final int LENGTH = 512 * 1024;

    private final Path mounted;

    private final DirectoryArchiveStore store;

    private boolean mountable;

    DiskFullTests(@TempDir Path directory) throws IOException {
        this.mounted = Files.createDirectories(directory.resolve("mounted"));
        this.store = new DirectoryArchiveStore(this.mounted);
    }

    @BeforeEach
    void mount() {
        this.mountable = Tools.run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", this.mounted.toString())
            .exitCode() == 0;
        assumeThat(this.mountable).as("this user may mount").isTrue();
    }

    @AfterEach
    void unmount() {
        if (this.mountable) {
            Tools.run("umount", this.mounted.toString()).requireSuccess();
        }
    }

    @Test
    @DisplayName("B21 an archive that does not fit is not begun")
    void doesNotBeginWhatDoesNotFit() {
        DiskFullException full = catchThrowableOfType(DiskFullException.class,
                () -> this.store.begin("app/1.tar", TestLayouts.of(3 * LENGTH)));

        assertThat(full.needed()).isEqualTo(3 * LENGTH);
        assertThat(full.available()).isBetween(1L, 2L * LENGTH);
        assertThat(full.concernsOneImage()).as("one megabyte is no reasonable room").isFalse();
        assertThat(this.mounted).isEmptyDirectory();
    }

    @Test
    @DisplayName("B21 archives that do not fit together are not begun together")
    void doesNotPromiseTheSameRoomTwice() {
        try (PartialArchive first = this.store.begin("app/1.tar", TestLayouts.of(LENGTH + LENGTH / 2))) {
            DiskFullException full = catchThrowableOfType(DiskFullException.class,
                    () -> this.store.begin("app/2.tar", TestLayouts.of(LENGTH)));

            assertThat(full.available()).isLessThan(LENGTH);
        }

        this.store.begin("app/2.tar", TestLayouts.of(LENGTH)).close();
    }

    @Test
    @DisplayName("B21 a disk that others fill in between is told of, and the partial is deleted")
    void noticesThatOthersFilledTheDisk() throws IOException {
        try (PartialArchive partial = this.store.begin("app/1.tar", TestLayouts.of(LENGTH))) {
            Files.write(this.mounted.resolve("other"), new byte[LENGTH + LENGTH / 2]);

            DiskFullException full = catchThrowableOfType(DiskFullException.class,
                    () -> partial.write(ByteBuffer.allocate(LENGTH), 0));

            assertThat(full.needed()).isEqualTo(LENGTH);
            assertThat(full.concernsOneImage()).isFalse();
        }
        assertThat(this.mounted.resolve("app")).isEmptyDirectory();
    }

    @Test
    void tellsThatTheDirectoryIsReadOnly() {
        Tools.run("mount", "-o", "remount,ro", this.mounted.toString()).requireSuccess();

        DirectoryUnusableException unusable = catchThrowableOfType(DirectoryUnusableException.class,
                () -> this.store.begin("app/1.tar", TestLayouts.of(LENGTH)));

        assertThat(unusable.problem()).isEqualTo(Problem.READ_ONLY);
        assertThat(unusable).hasMessageContaining("it is read-only for this user");
    }

}
