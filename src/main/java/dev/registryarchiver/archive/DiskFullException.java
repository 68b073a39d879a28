package dev.registryarchiver.archive;

import java.nio.file.Path;

import dev.registryarchiver.image.ByteCount;

/** The disk has less room than an archive needs. */
public final class DiskFullException extends ArchiveException {

    private final long needed;

    private final long available;

    DiskFullException(Path file, long needed, long available) {
        super("Cannot write %s: it needs %s more and the disk has %s left. Free some space or point archive.directory to a larger disk."
            .formatted(file, ByteCount.of(needed), ByteCount.of(available)));
        this.needed = needed;
        this.available = available;
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
