package dev.registryarchiver.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import dev.registryarchiver.fuzz.Cost;
import dev.registryarchiver.fuzz.Hostile;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever lies in the archive directory, and whatever an entry is called. */
class ArchiveFuzzTests {

    private static final byte[] BLOB = "content of a blob".getBytes(StandardCharsets.UTF_8);

    private static final ArchivePart DOCUMENT = new ArchivePart.Document("index.json", "{}".getBytes());

    private static final ArchiveLayout LAYOUT = ArchiveLayout.of(List.of(new ArchivePart.Directory("blobs/"), DOCUMENT,
            new ArchivePart.Blob(new Descriptor("application/octet-stream", Digest.sha256(BLOB), BLOB.length))));

    private static Path directory;

    @BeforeContainer
    static void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("archive-fuzz");
    }

    @AfterContainer
    static void deleteDirectory() throws IOException {
        Files.deleteIfExists(directory.resolve("image.tar"));
        Files.deleteIfExists(directory.resolve("image.progress"));
        Files.delete(directory);
    }

    @Property
    void onlyTheVeryArchiveMatches(@ForAll("archives") byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("image.tar"), content);

        boolean matches = Cost.bounded(() -> new ExistingArchive(() -> ArchiveBytes.open(file), () -> {
        }).matches(LAYOUT));

        assertThat(matches).isEqualTo(Arrays.equals(content, archive()));
    }

    @Property
    void progressNeverClaimsMoreThanThereIs(@ForAll("progress") byte[] content) throws Exception {
        Path file = Files.write(directory.resolve("image.progress"), content);

        long[] filled = Cost.bounded(() -> PartialProgress.read(file, LAYOUT));

        assertThat(filled).hasSize(LAYOUT.slots().size());
        for (int i = 0; i < filled.length; i++) {
            assertThat(filled[i]).isBetween(0L, LAYOUT.slots().get(i).part().size());
        }
    }

    @Property
    void everyHeaderIsReadAsItWasMeant(@ForAll @AlphaChars @StringLength(min = 1, max = 300) String path,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long size) throws IOException {
        Descriptor descriptor = new Descriptor("", Digest.sha256(BLOB), size);
        assertThat(entry(TarHeader.of(new ArchivePart.Blob(descriptor), 0)).getSize()).isEqualTo(size);

        TarArchiveEntry entry = entry(TarHeader.of(new ArchivePart.Document(path, BLOB), 0));

        assertThat(entry.getName()).isEqualTo(path);
        assertThat(entry.getSize()).isEqualTo(BLOB.length);
        assertThat(entry.isFile()).isTrue();
    }

    @Provide
    Arbitrary<byte[]> archives() {
        // Headers and zeros are the same in every encoding.
        return Hostile.bytes(new String(archive(), StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<byte[]> progress() {
        return Hostile.bytes(new String(recorded(), StandardCharsets.ISO_8859_1));
    }

    private static TarArchiveEntry entry(byte[] header) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(header))) {
            return tar.getNextEntry();
        }
    }

    private static byte[] archive() {
        byte[] archive = new byte[(int) LAYOUT.length()];
        for (ArchiveLayout.Slot slot : LAYOUT.slots()) {
            put(archive, slot.headerOffset(), slot.header());
            put(archive, slot.dataOffset(), (slot.part() instanceof ArchivePart.Document document) ? document.content()
                    : (slot.part() instanceof ArchivePart.Blob) ? BLOB : new byte[0]);
        }
        return archive;
    }

    private static void put(byte[] archive, long offset, byte[] content) {
        System.arraycopy(content, 0, archive, (int) offset, content.length);
    }

    private static byte[] recorded() {
        try {
            Path file = Files.createTempFile("archive-fuzz", ".progress");
            PartialProgress.open(file, LAYOUT, new long[LAYOUT.slots().size()]).close();
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            return content;
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
