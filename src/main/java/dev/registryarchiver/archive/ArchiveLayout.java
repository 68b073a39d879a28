package dev.registryarchiver.archive;

import java.util.ArrayList;
import java.util.List;

/**
 * Where everything in an archive lies, known before the first layer is fetched. The same
 * parts always have the same layout.
 *
 * @param slots the entries in order
 * @param length length of the whole file in bytes; {@link Long#MAX_VALUE} when the sizes
 * add up to more than that
 */
record ArchiveLayout(List<Slot> slots, long length) {

    private static final long END_OF_ARCHIVE = 2L * TarHeader.BLOCK;

    ArchiveLayout {
        slots = List.copyOf(slots);
    }

    static ArchiveLayout of(List<ArchivePart> parts) {
        List<Slot> slots = new ArrayList<>(parts.size());
        long offset = 0;
        for (ArchivePart part : parts) {
            Slot slot = new Slot(part, TarHeader.of(part, offset), offset);
            slots.add(slot);
            offset = slot.end();
        }
        return new ArchiveLayout(slots, add(offset, END_OF_ARCHIVE));
    }

    // The sizes in a manifest are claims. Whatever they add up to, no disk has the room,
    // and that is found out before an offset is used.
    private static long add(long left, long right) {
        return (left > Long.MAX_VALUE - right) ? Long.MAX_VALUE : left + right;
    }

    /**
     * The place of one entry.
     *
     * @param part what belongs there
     * @param header its header blocks
     * @param headerOffset first byte of the header
     */
    record Slot(ArchivePart part, byte[] header, long headerOffset) {

        /** First byte of the content. */
        long dataOffset() {
            return add(this.headerOffset, this.header.length);
        }

        /** First byte of the padding behind the content. */
        long dataEnd() {
            return add(dataOffset(), this.part.size());
        }

        /** First byte of what comes next. */
        long end() {
            return add(dataEnd(), TarHeader.padding(this.part.size()));
        }

    }

}
