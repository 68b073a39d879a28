package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

import dev.registryarchiver.archive.ArchiveLayout.Slot;

/**
 * A published archive that the inventory does not know, compared byte by byte with what
 * would be written in its place; blobs by their digest.
 */
final class ExistingArchive {

    private final Path file;

    private final Runnable checkpoint;

    /**
     * An archive to be compared.
     * @param checkpoint called for every buffer; throws when the run is to stop
     */
    ExistingArchive(Path file, Runnable checkpoint) {
        this.file = file;
        this.checkpoint = checkpoint;
    }

    /** Whether it is exactly the archive of this layout; reads all of it. */
    boolean matches(ArchiveLayout layout) {
        try (FileChannel channel = FileChannel.open(this.file, StandardOpenOption.READ)) {
            if (channel.size() != layout.length()) {
                return false;
            }
            long end = 0;
            for (Slot slot : layout.slots()) {
                if (!holds(channel, slot)) {
                    return false;
                }
                end = slot.end();
            }
            return reads(channel, end, new byte[(int) (layout.length() - end)]);
        }
        catch (IOException ex) {
            // What cannot be read is written anew.
            return false;
        }
    }

    private boolean holds(FileChannel channel, Slot slot) throws IOException {
        return reads(channel, slot.headerOffset(), slot.header()) && holdsContent(channel, slot)
                && reads(channel, slot.dataEnd(), new byte[(int) (slot.end() - slot.dataEnd())]);
    }

    private boolean holdsContent(FileChannel channel, Slot slot) throws IOException {
        if (slot.part() instanceof ArchivePart.Document document) {
            return reads(channel, slot.dataOffset(), document.content());
        }
        if (slot.part() instanceof ArchivePart.Blob blob) {
            return new FileRange(channel, slot.dataOffset(), blob.size()).has(blob.descriptor().digest(),
                    this.checkpoint);
        }
        return true;
    }

    private static boolean reads(FileChannel channel, long position, byte[] expected) throws IOException {
        return Arrays.equals(new FileRange(channel, position, expected.length).bytes(), expected);
    }

}
