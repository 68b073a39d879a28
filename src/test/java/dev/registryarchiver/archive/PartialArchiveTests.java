package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartialArchiveTests {

    private static final String NAME = "app/1.tar";

    private static final Descriptor FIRST = blob(3000, 1);

    private static final Descriptor SECOND = blob(2000, 2);

    private static final ArchiveLayout LAYOUT = TestLayouts.of(FIRST, SECOND);

    private final Path directory;

    private final DirectoryArchiveStore store;

    PartialArchiveTests(@TempDir Path directory) {
        this.directory = directory;
        this.store = new DirectoryArchiveStore(directory);
    }

    @Test
    void keepsWhatItsSlotsWereFilledWith() {
        leaveUnfinished(LAYOUT);

        try (PartialArchive continued = this.store.begin(NAME, LAYOUT)) {
            assertThat(continued.blobs()).extracting(BlobSlot::blob).containsExactly(FIRST, SECOND);
            assertThat(continued.blobs()).extracting(BlobSlot::filled).containsExactly(3000L, 500L);
            assertThat(continued.blobs().get(0).holdsBlob(PartialArchiveTests::goOn)).isTrue();
            assertThat(continued.blobs().get(1).holdsBlob(PartialArchiveTests::goOn)).isFalse();
        }
    }

    @Test
    void publishingLeavesNothingElse() {
        leaveUnfinished(LAYOUT);

        try (PartialArchive continued = this.store.begin(NAME, LAYOUT)) {
            continued.publish();
        }

        assertThat(files()).containsExactly(NAME);
    }

    @Test
    void discardingLeavesNothing() {
        leaveUnfinished(LAYOUT);

        try (PartialArchive continued = this.store.begin(NAME, LAYOUT)) {
            continued.discard();
        }

        assertThat(files()).isEmpty();
    }

    @Test
    void anotherLayoutOfTheSameLengthBeginsWithZeros() throws IOException {
        leaveUnfinished(LAYOUT);

        try (PartialArchive other = this.store.begin(NAME, TestLayouts.of(SECOND, FIRST))) {
            assertThat(other.blobs()).extracting(BlobSlot::filled).containsExactly(0L, 0L);
            other.publish();
        }

        assertThat(Files.readAllBytes(this.directory.resolve(NAME))).hasSize((int) LAYOUT.length()).containsOnly(0);
    }

    @Test
    void anotherLengthBeginsWithZeros() throws IOException {
        leaveUnfinished(LAYOUT);

        try (PartialArchive other = this.store.begin(NAME, TestLayouts.of(FIRST))) {
            assertThat(other.blobs()).extracting(BlobSlot::filled).containsExactly(0L);
            other.publish();
        }

        assertThat(Files.readAllBytes(this.directory.resolve(NAME))).containsOnly(0);
    }

    @Test
    void progressWithoutItsArchiveIsNotBelieved() throws IOException {
        leaveUnfinished(LAYOUT);
        Files.delete(this.directory.resolve(NAME + ".partial"));

        try (PartialArchive begun = this.store.begin(NAME, LAYOUT)) {
            assertThat(begun.blobs()).extracting(BlobSlot::filled).containsExactly(0L, 0L);
        }
    }

    @Test
    void progressThatWasCutShortIsNotBelieved() throws IOException {
        leaveUnfinished(LAYOUT);
        try (FileChannel progress = FileChannel.open(this.directory.resolve(NAME + ".partial.progress"),
                StandardOpenOption.WRITE)) {
            progress.truncate(progress.size() - 1);
        }

        try (PartialArchive begun = this.store.begin(NAME, LAYOUT)) {
            assertThat(begun.blobs()).extracting(BlobSlot::filled).containsExactly(0L, 0L);
        }
    }

    @Test
    void progressNeverGoesBeyondItsSlot() throws IOException {
        leaveUnfinished(LAYOUT);
        try (FileChannel progress = FileChannel.open(this.directory.resolve(NAME + ".partial.progress"),
                StandardOpenOption.WRITE)) {
            ByteBuffer absurd = ByteBuffer.allocate(16).putLong(Long.MAX_VALUE).putLong(-1).flip();
            progress.write(absurd, progress.size() - 16);
        }

        try (PartialArchive continued = this.store.begin(NAME, LAYOUT)) {
            assertThat(continued.blobs()).extracting(BlobSlot::filled).containsExactly(3000L, 0L);
        }
    }

    @Test
    void copiesABlobAndVerifiesIt() throws IOException {
        Path source = Files.write(this.directory.resolve("source"), new byte[5000]);
        fill(source, 700, 3000, 1);
        try (PartialArchive archive = this.store.begin(NAME, LAYOUT)) {
            BlobSlot slot = archive.blobs().get(0);

            assertThat(slot.copyFrom(source, 699, PartialArchiveTests::goOn)).isFalse();
            assertThat(slot.filled()).isZero();
            assertThat(slot.copyFrom(source, 3000, PartialArchiveTests::goOn)).isFalse();
            assertThat(slot.copyFrom(this.directory.resolve("none"), 0, PartialArchiveTests::goOn)).isFalse();
            assertThat(slot.copyFrom(source, 700, PartialArchiveTests::goOn)).isTrue();
            assertThat(slot.filled()).isEqualTo(3000);
            archive.publish();
        }

        byte[] file = Files.readAllBytes(this.directory.resolve(NAME));
        int position = (int) TestLayouts.position(LAYOUT, FIRST);
        assertThat(Arrays.copyOfRange(file, position, position + 3000)).containsOnly(1);
        assertThat(Arrays.copyOfRange(file, position + 3000, file.length)).containsOnly(0);
    }

    @Test
    void aCopyCanBeStopped() throws IOException {
        Path source = Files.write(this.directory.resolve("source"), new byte[5000]);
        try (PartialArchive archive = this.store.begin(NAME, LAYOUT)) {
            IllegalStateException stop = new IllegalStateException("stop");

            assertThatThrownBy(() -> archive.blobs().get(0).copyFrom(source, 0, () -> {
                throw stop;
            })).isSameAs(stop);
        }
    }

    /** One blob whole, of the other a part. */
    private void leaveUnfinished(ArchiveLayout layout) {
        try (PartialArchive archive = this.store.begin(NAME, layout)) {
            archive.blobs().get(0).write(ByteBuffer.wrap(bytes(3000, 1)), 0);
            archive.blobs().get(0).recordFilled(3000);
            archive.blobs().get(1).write(ByteBuffer.wrap(bytes(500, 2)), 0);
            archive.blobs().get(1).recordFilled(500);
        }
        assertThat(files()).containsExactlyInAnyOrder(NAME + ".partial", NAME + ".partial.progress");
    }

    private List<String> files() {
        try (var walk = Files.walk(this.directory.resolve("app"))) {
            return walk.filter(Files::isRegularFile)
                .map((file) -> this.directory.relativize(file).toString().replace('\\', '/'))
                .toList();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static void fill(Path file, long position, int length, int value) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes(length, value)), position);
        }
    }

    private static void goOn() {
        // Nothing asks for an end.
    }

    private static Descriptor blob(int length, int value) {
        return new Descriptor("application/x", Digest.sha256(bytes(length, value)), length);
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

}
