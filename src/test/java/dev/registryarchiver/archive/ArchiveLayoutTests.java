package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.archive.ArchivePart.Blob;
import dev.registryarchiver.archive.ArchivePart.Directory;
import dev.registryarchiver.archive.ArchivePart.Document;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ArchiveLayoutTests {

    @Test
    void everyEntryFollowsThePaddingOfTheOneBefore() {
        ArchiveLayout layout = ArchiveLayout
            .of(List.of(new Document("a", new byte[1]), new Directory("b/"), new Document("c", new byte[512])));

        assertThat(layout.slots()).extracting(Slot::headerOffset).containsExactly(0L, 1024L, 1536L);
        assertThat(layout.slots()).extracting(Slot::dataOffset).containsExactly(512L, 1536L, 2048L);
        assertThat(layout.length()).isEqualTo(2560 + 1024);
    }

    @Test
    void nothingIsLaidOutAsTheEndOfAnArchive() {
        assertThat(ArchiveLayout.of(List.of()).length()).isEqualTo(1024);
    }

    @Test
    void sizesThatAddUpToMoreThanALongAreCapped() {
        ArchiveLayout layout = ArchiveLayout
            .of(List.of(blob("a", Long.MAX_VALUE), blob("b", Long.MAX_VALUE), blob("c", 1)));

        assertThat(layout.length()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void nineGigabytesAreReadBack(@TempDir Path directory) throws IOException {
        ArchiveLayout layout = ArchiveLayout
            .of(List.of(blob("B20", 9L << 30), new Document("after", "end".getBytes())));
        Path file = directory.resolve("sparse.tar");

        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (Slot slot : layout.slots()) {
                channel.write(ByteBuffer.wrap(slot.header()), slot.headerOffset());
            }
            channel.write(ByteBuffer.wrap("end".getBytes()), layout.slots().get(1).dataOffset());
            channel.write(ByteBuffer.allocate(1), layout.length() - 1);
        }

        try (TarFile tar = new TarFile(file)) {
            assertThat(tar.getEntries()).extracting(TarArchiveEntry::getSize).containsExactly(9L << 30, 3L);
            assertThat(tar.getInputStream(tar.getEntries().get(1))).hasContent("end");
        }
    }

    private static Blob blob(String name, long size) {
        return new Blob(new Descriptor("", Digest.sha256(name.getBytes()), size));
    }

}
