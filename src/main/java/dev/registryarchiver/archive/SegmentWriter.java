package dev.registryarchiver.archive;

import java.nio.ByteBuffer;

/**
 * Writes what one connection brings into a segment, and takes note of how far it is.
 * Closing it takes note of the rest. Used by one thread at a time.
 */
final class SegmentWriter implements AutoCloseable {

    /** Most bytes of a segment that are fetched again after the process was killed. */
    static final long RECORDED_EVERY = 512 << 10;

    private final BlobSlot slot;

    private final Segment segment;

    private long filled;

    private long recorded;

    SegmentWriter(BlobSlot slot, Segment segment) {
        this.slot = slot;
        this.segment = segment;
        this.filled = slot.filled(segment);
        this.recorded = this.filled;
    }

    Segment segment() {
        return this.segment;
    }

    /** Where the next byte goes, counted from the start of the slot. */
    long position() {
        return this.segment.start() + this.filled;
    }

    boolean isFull() {
        return missing() == 0;
    }

    /** How many bytes fit. */
    long missing() {
        return this.segment.length() - this.filled;
    }

    /** Writes the first bytes of a buffer; there must be room for them. */
    void write(byte[] buffer, int length) {
        this.slot.write(ByteBuffer.wrap(buffer, 0, length), position());
        this.filled += length;
        if (this.filled - this.recorded >= RECORDED_EVERY) {
            record();
        }
    }

    @Override
    public void close() {
        record();
    }

    private void record() {
        if (this.filled != this.recorded) {
            this.slot.recordFilled(this.segment, this.filled);
            this.recorded = this.filled;
        }
    }

}
