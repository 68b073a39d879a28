package dev.registryarchiver.archive;

import java.io.IOException;
import java.util.Arrays;

import dev.registryarchiver.archive.ArchiveLayout.Slot;

/**
 * A published archive that the inventory does not know, compared byte by byte with what
 * would be written in its place; blobs by their digest.
 */
final class ExistingArchive {

    private final ArchiveOpening opening;

    private final Runnable checkpoint;

    /**
     * An archive to be compared.
     * @param checkpoint called for every buffer; throws when the run is to stop
     */
    ExistingArchive(ArchiveOpening opening, Runnable checkpoint) {
        this.opening = opening;
        this.checkpoint = checkpoint;
    }

    /** Whether it is exactly the archive of this layout; reads all of it. */
    boolean matches(ArchiveLayout layout) {
        try (ArchiveBytes bytes = this.opening.open()) {
            if (bytes.size() != layout.length()) {
                return false;
            }
            long end = 0;
            for (Slot slot : layout.slots()) {
                if (!holds(bytes, slot)) {
                    return false;
                }
                end = slot.end();
            }
            return reads(bytes, end, new byte[(int) (layout.length() - end)]);
        }
        catch (IOException ex) {
            // What cannot be read is written anew.
            return false;
        }
    }

    private boolean holds(ArchiveBytes bytes, Slot slot) throws IOException {
        return reads(bytes, slot.headerOffset(), slot.header()) && holdsContent(bytes, slot)
                && reads(bytes, slot.dataEnd(), new byte[(int) (slot.end() - slot.dataEnd())]);
    }

    private boolean holdsContent(ArchiveBytes bytes, Slot slot) throws IOException {
        if (slot.part() instanceof ArchivePart.Document document) {
            return reads(bytes, slot.dataOffset(), document.content());
        }
        if (slot.part() instanceof ArchivePart.Blob blob) {
            return new FileRange(bytes, slot.dataOffset(), blob.size()).has(blob.descriptor().digest(),
                    this.checkpoint);
        }
        return true;
    }

    private static boolean reads(ArchiveBytes bytes, long position, byte[] expected) throws IOException {
        return Arrays.equals(new FileRange(bytes, position, expected.length).bytes(), expected);
    }

}
