package dev.registryarchiver.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import dev.registryarchiver.archive.ArchivePart.Blob;
import dev.registryarchiver.archive.ArchivePart.Document;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TarHeaderTests {

    private static final Digest SHORT = Digest.sha256(new byte[0]);

    private static final Digest LONG = new Digest("sha512", "ab".repeat(64));

    @ParameterizedTest
    @ValueSource(longs = { 0, 1, 512, TarHeader.MAX_USTAR_SIZE })
    void sizesUpToEightGigabytesNeedOneBlock(long size) throws IOException {
        byte[] header = header(SHORT, size);

        assertThat(header).hasSize(512);
        assertThat(read(header).getSize()).isEqualTo(size);
        assertThat(read(header).getName()).isEqualTo("blobs/sha256/" + SHORT.hex());
        assertThat(read(header).isCheckSumOK()).isTrue();
    }

    @ParameterizedTest(name = "B20 size of {0} bytes")
    @ValueSource(longs = { TarHeader.MAX_USTAR_SIZE + 1, 9L << 30, Long.MAX_VALUE / 2 })
    void largerSizesAreInPaxRecords(long size) throws IOException {
        byte[] header = header(SHORT, size);

        assertThat(header).hasSize(3 * 512);
        assertThat(read(header).getSize()).isEqualTo(size);
        assertThat(read(header).getName()).isEqualTo("blobs/sha256/" + SHORT.hex());
    }

    @Test
    void longPathsAreInPaxRecords() throws IOException {
        byte[] header = header(LONG, 9L << 30);

        assertThat(read(header).getName()).isEqualTo("blobs/sha512/" + LONG.hex());
        assertThat(read(header).getSize()).isEqualTo(9L << 30);
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "1,511", "511,1", "512,0", "513,511", "9663676417,511" })
    void paddingFillsTheBlock(long size, long padding) {
        assertThat(TarHeader.padding(size)).isEqualTo(padding);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 512, 1024, 1536, 2048, 2560, 3072, 3584, 1 << 20 })
    void largeBlobsBeginAtBlocksOfFileSystems(long offset) throws IOException {
        for (Blob blob : List.of(blob(SHORT, 64 * 1024), blob(SHORT, 9L << 30), blob(LONG, 64 * 1024),
                blob(LONG, 9L << 30))) {
            byte[] header = TarHeader.of(blob, offset);

            assertThat(offset + header.length).isEqualTo((offset + header.length) / 4096 * 4096);
            assertThat(header.length % 512).isZero();
            assertThat(header).hasSizeLessThanOrEqualTo(TarHeader.MAX_LENGTH)
                .isEqualTo(TarHeader.of(blob.path(), blob.size(), false, header.length));
            assertThat(read(header).getName()).isEqualTo(blob.path());
            assertThat(read(header).getSize()).isEqualTo(blob.size());
            assertThat(read(header).isFile()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 512, 3584 })
    void whatIsSmallBeginsWhereItFits(long offset) {
        assertThat(TarHeader.of(blob(SHORT, 64 * 1024 - 1), offset)).hasSize(512);
        assertThat(TarHeader.of(new Document("manifest.json", new byte[100_000]), offset)).hasSize(512);
    }

    private static byte[] header(Digest digest, long size) {
        return TarHeader.of(ArchivePart.pathOf(digest), size, false, 0);
    }

    private static Blob blob(Digest digest, long size) {
        return new Blob(new Descriptor("", digest, size));
    }

    private static TarArchiveEntry read(byte[] header) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(header))) {
            return tar.getNextEntry();
        }
    }

}
