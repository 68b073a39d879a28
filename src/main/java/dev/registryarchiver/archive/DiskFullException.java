package dev.registryarchiver.archive;

import java.nio.file.Path;

import dev.registryarchiver.image.ByteCount;

/** The disk has less room than an archive needs. */
public final class DiskFullException extends ArchiveException {

    // Less than this, and state and reports are in danger.
    private static final long REASONABLE_ROOM = 16 << 20;

    private final long needed;

    private final long available;

    private final boolean concernsOneImage;

    private DiskFullException(Path file, long needed, long available, boolean concernsOneImage) {
        super("Cannot write %s: it needs %s more and the disk has %s left. Free some space or point archive.directory to a larger disk."
            .formatted(file, ByteCount.of(needed), ByteCount.of(available)));
        this.needed = needed;
        this.available = available;
        this.concernsOneImage = concernsOneImage;
    }

    /** Found out before a byte was written. */
    static DiskFullException before(Path file, long needed, long available, long usable) {
        return new DiskFullException(file, needed, available, usable >= REASONABLE_ROOM);
    }

    /** Found out by a write that failed. */
    static DiskFullException during(Path file, long needed, long available) {
        return new DiskFullException(file, needed, available, false);
    }

    /** Whether smaller images may well fit: nothing was begun, and there is some room. */
    public boolean concernsOneImage() {
        return this.concernsOneImage;
    }

    /** Bytes that were still to be written. */
    public long needed() {
        return this.needed;
    }

    /**
     * Bytes that were left, without those promised to archives that are being written.
     */
    public long available() {
        return this.available;
    }

}
