package dev.registryarchiver.archive;

import java.util.ArrayList;
import java.util.List;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.image.Descriptor;

/** Layouts of archives that no loader would read. */
final class TestLayouts {

    private TestLayouts() {
    }

    /** Nothing but room. */
    static ArchiveLayout of(long length) {
        return new ArchiveLayout(List.of(), length);
    }

    /** Blobs and nothing else. */
    static ArchiveLayout of(Descriptor... blobs) {
        List<ArchivePart> parts = new ArrayList<>();
        for (Descriptor blob : blobs) {
            parts.add(new ArchivePart.Blob(blob));
        }
        return ArchiveLayout.of(parts);
    }

    /** Where a blob begins. */
    static long position(ArchiveLayout layout, Descriptor blob) {
        return layout.slots()
            .stream()
            .filter((slot) -> slot.part().path().equals(ArchivePart.pathOf(blob.digest())))
            .mapToLong(Slot::dataOffset)
            .findFirst()
            .orElseThrow();
    }

}
