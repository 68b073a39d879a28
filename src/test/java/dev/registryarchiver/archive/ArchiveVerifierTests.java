package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPOutputStream;

import com.github.luben.zstd.Zstd;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.archive.VerifiedArchive.State;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ArchivedBlob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchiveVerifierTests {

    private static final TestImage IMAGE = TestImage.createdAt("2026-01-02T03:04:05Z")
        .withLayers(TestLayer.of("a", "b"), TestLayer.random(1, 3_000));

    private static final ArchiveVerifier VERIFIER = new ArchiveVerifier(true, () -> {
    });

    private final TestArchiver archiver;

    private final Path directory;

    ArchiveVerifierTests(@TempDir Path directory) {
        this.directory = directory;
        this.archiver = new TestArchiver(directory);
    }

    @AfterEach
    void close() {
        this.archiver.close();
    }

    @Test
    void whatWasWrittenIsRight() {
        Path file = save(IMAGE);

        assertThat(VERIFIER.verify(file, recorded(file)))
            .isEqualTo(new VerifiedArchive(State.RIGHT, file.toFile().length(), List.of()));
    }

    @Test
    void wholeIndexesAreRight() {
        TestIndex index = TestIndex.of(IMAGE, TestImage.createdAt("2026-01-02T03:04:05Z").withPlatform("linux/arm64"))
            .withAttestation(IMAGE.digest())
            .withMissingEntry(IMAGE.withLabel("a", "b"), null);
        SelectedImage image = TestArchiver.image(push(index), IMAGE.manifestDescriptor(), true);
        Path file = this.archiver.file(image);

        assertThat(VERIFIER.verify(file, recorded(file)).findings()).isEmpty();
    }

    @Test
    void everyWrongByteIsFound() throws IOException {
        Path file = save(IMAGE);
        List<ArchivedBlob> recorded = recorded(file);
        byte[] right = Files.readAllBytes(file);

        // A prime, so that headers, documents, blobs and padding are all hit.
        for (int i = 0; i < right.length; i += 7) {
            byte[] wrong = right.clone();
            wrong[i] ^= 1;
            Files.write(file, wrong);

            VerifiedArchive verified = VERIFIER.verify(file, recorded);

            assertThat(verified.state()).as("byte %d", i).isEqualTo(State.DAMAGED);
            assertThat(verified.summary()).as("byte %d", i).isNotEmpty();
        }
    }

    @Test
    void everyWrongByteBeforeALargeLayerIsFound() throws IOException {
        TestImage image = IMAGE.withLayers(TestLayer.random(2, 70_000));
        Path file = save(image);
        byte[] right = Files.readAllBytes(file);
        int position = (int) this.archiver.inventory.blobs(image.layerDescriptors().get(0).digest()).get(0).position();
        assertThat(position % 4096).isZero();

        for (int i = 1; i < 4096; i += 3) {
            byte[] wrong = right.clone();
            wrong[position - i] ^= 1;
            Files.write(file, wrong);

            assertThat(VERIFIER.verify(file, List.of()).state()).as("byte %d", position - i).isEqualTo(State.DAMAGED);
        }
    }

    @Test
    void anArchiveOfAnEarlierVersionIsRight() throws IOException {
        TestImage image = IMAGE.withLayers(TestLayer.random(2, 70_000), TestLayer.random(3, 90_000));
        Path file = save(image);
        long length = Files.size(file);

        Files.write(file, withoutAlignment(file));

        assertThat(Files.size(file)).isLessThan(length);
        assertThat(VERIFIER.verify(file, List.of()).findings()).isEmpty();
        assertThat(FoundArchive.read(this.archiver.store, this.directory.relativize(file).toString(),
                Registry.of("https://registry.example.com:5000")))
            .hasValueSatisfying((found) -> assertThat(found.blobs()).hasSize(4));
    }

    @Test
    void everyLengthButTheRightOneIsFound() throws IOException {
        Path file = save(IMAGE);
        byte[] right = Files.readAllBytes(file);

        for (int length = 0; length < right.length + 2_048; length += 257) {
            Files.write(file, Arrays.copyOf(right, length));

            assertThat(VERIFIER.verify(file, List.of()).state()).as("length %d", length).isEqualTo(State.DAMAGED);
        }
    }

    @Test
    void wrongBlobIsNamedWithItsPlace() throws IOException {
        Path file = save(IMAGE);
        Digest layer = IMAGE.layerDescriptors().get(1).digest();
        long position = this.archiver.inventory.blobs(layer).get(0).position();
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position + 5] ^= 1;
        Files.write(file, bytes);

        assertThat(VERIFIER.verify(file, List.of()).summary()).contains(layer.hex()).contains("at byte " + position);
    }

    @Test
    void severalWrongBlobsAreAllNamed() throws IOException {
        Path file = save(IMAGE);
        byte[] bytes = Files.readAllBytes(file);
        for (Descriptor layer : IMAGE.layerDescriptors()) {
            bytes[(int) this.archiver.inventory.blobs(layer.digest()).get(0).position()] ^= 1;
        }
        Files.write(file, bytes);

        assertThat(VERIFIER.verify(file, List.of()).findings()).hasSize(2);
    }

    @Test
    void anotherImageUnderItsNameIsFound() throws IOException {
        Path file = save(IMAGE);
        Path other = this.archiver.file(TestArchiver.image(push(IMAGE.withLabel("a", "b")), "1.0"));
        Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(VERIFIER.verify(file, List.of()).summary()).contains("another image");
    }

    @Test
    void anArchiveUnderAnyOtherNameIsRight() throws IOException {
        Path copy = Files.copy(save(IMAGE), this.directory.resolve("copy"));

        assertThat(VERIFIER.verify(copy, List.of()).state()).isEqualTo(State.RIGHT);
    }

    @Test
    void recordsOfAnEarlierFileAreNotBelieved() {
        Path file = save(IMAGE);
        List<ArchivedBlob> stale = recorded(file).stream()
            .map((blob) -> new ArchivedBlob(Digest.sha256(new byte[1]), blob.path(), blob.position() + 512,
                    blob.size()))
            .toList();

        assertThat(VERIFIER.verify(file, stale).state()).isEqualTo(State.RIGHT);
    }

    @Test
    void otherTarsAreNoArchives() throws IOException {
        Path file = this.directory.resolve("other.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
            TarArchiveEntry entry = new TarArchiveEntry("manifest.json");
            entry.setSize(2);
            tar.putArchiveEntry(entry);
            tar.write("[]".getBytes());
            tar.closeArchiveEntry();
        }

        assertThat(VERIFIER.verify(file, List.of()).summary())
            .contains("the header at byte 0 is not as it was written");
    }

    @Test
    void garbageAndZerosAreNoArchives() throws IOException {
        Path file = this.directory.resolve("a.tar");
        for (byte each : new byte[] { 0, 'x', -1 }) {
            byte[] bytes = new byte[10_240];
            Arrays.fill(bytes, each);
            Files.write(file, bytes);

            assertThat(VERIFIER.verify(file, List.of()).state()).isEqualTo(State.DAMAGED);
        }
    }

    @Test
    void aFileThatIsGoneIsMissing() {
        assertThat(VERIFIER.verify(this.directory.resolve("a.tar"), List.of()).state()).isEqualTo(State.MISSING);
    }

    @Test
    void layersThatUnpackToSomethingElseAreTheFaultOfTheImage() {
        TestLayer layer = TestLayer.of("a", "b");
        Path file = save(IMAGE.withLayers(new TestLayer(layer.content(), Digest.sha256(new byte[1]))));

        VerifiedArchive verified = VERIFIER.verify(file, recorded(file));

        assertThat(verified.state()).isEqualTo(State.FAULTY);
        assertThat(verified.summary()).contains(Digest.sha256(layer.content()).toString())
            .contains("unpacks to " + layer.diffId());
        assertThat(new ArchiveVerifier(false, () -> {
        }).verify(file, List.of()).state()).isEqualTo(State.RIGHT);
    }

    @Test
    void layersThatDoNotUnpackAreTheFaultOfTheImage() {
        byte[] half = Arrays.copyOf(TestLayer.random(1, 5_000).content(), 2_000);
        Path file = save(IMAGE.withLayers(new TestLayer(half, Digest.sha256(half))));

        assertThat(VERIFIER.verify(file, List.of()).state()).isEqualTo(State.FAULTY);
    }

    @Test
    void layersAreUnpackedByTheirFirstBytes() throws IOException {
        byte[] tar = new byte[300_000];
        Digest diffId = Digest.sha256(tar);
        byte[] gzip = gzip(tar);
        // As pigz and eStargz write it, in members of their own.
        byte[] members = concat(gzip(Arrays.copyOf(tar, 131_072)), gzip(Arrays.copyOf(tar, tar.length - 131_072)));

        Path file = save(IMAGE.withLayers(new TestLayer(tar, diffId), new TestLayer(gzip, diffId),
                new TestLayer(members, diffId), new TestLayer(Zstd.compress(tar), diffId)));

        assertThat(VERIFIER.verify(file, List.of()).findings()).isEmpty();
    }

    @Test
    void whatCannotBeUnpackedHereIsToldAndNoFault() {
        byte[] xz = { (byte) 0xFD, '7', 'z', 'X', 'Z', 0, 1, 2, 3 };
        Path file = save(IMAGE.withLayers(new TestLayer(xz, Digest.sha256(new byte[1]))));

        VerifiedArchive verified = VERIFIER.verify(file, List.of());

        assertThat(verified.state()).isEqualTo(State.RIGHT);
        assertThat(verified.summary()).contains("compressed with xz");
    }

    @Test
    void aCheckpointEndsIt() {
        Path file = save(IMAGE);
        ArchiveVerifier stopped = new ArchiveVerifier(false, () -> {
            throw new CancellationException();
        });

        assertThatThrownBy(() -> stopped.verify(file, List.of())).isInstanceOf(CancellationException.class);
    }

    // As versions wrote it that did not align layers.
    private static byte[] withoutAlignment(Path file) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        try (StoredArchive archive = StoredArchive.open(() -> ArchiveBytes.open(file))) {
            for (StoredEntry entry : archive.entries().values()) {
                tar.writeBytes(TarHeader.of(entry.path(), entry.size(), entry.path().endsWith("/"), 0));
                tar.writeBytes(archive.range(entry).bytes());
                tar.writeBytes(new byte[(int) TarHeader.padding(entry.size())]);
            }
        }
        tar.writeBytes(new byte[2 * TarHeader.BLOCK]);
        return tar.toByteArray();
    }

    private Path save(Pushable pushable) {
        return this.archiver.file(TestArchiver.image(push(pushable), "1.0"));
    }

    private Descriptor push(Pushable pushable) {
        return this.archiver.registry.push(TestArchiver.REPOSITORY.value(), pushable);
    }

    private List<ArchivedBlob> recorded(Path file) {
        return this.archiver.inventory.blobsIn(this.directory.relativize(file).toString());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(output)) {
            gzip.write(bytes);
        }
        return output.toByteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

}
