package dev.registryarchiver.archive;

import java.nio.ByteBuffer;

import dev.registryarchiver.image.Descriptor;

/**
 * The place of one blob in an archive on its way into a bucket. Its bytes come in order,
 * and may begin again at the first.
 */
final class MultipartBlob {

    private final MultipartArchive archive;

    private final Descriptor blob;

    private long written;

    /** At the place that the archive has come to. */
    MultipartBlob(MultipartArchive archive, Descriptor blob) {
        this.archive = archive;
        this.blob = blob;
        archive.mark(blob.size());
    }

    /** What belongs here. */
    Descriptor blob() {
        return this.blob;
    }

    /** Writes what comes next. */
    void write(byte[] content, int length) {
        this.archive.write(ByteBuffer.wrap(content, 0, length));
        this.written += length;
    }

    /** What was written is wrong, and is going to be written again. */
    void restart() {
        if (this.written > 0) {
            this.archive.rewind();
            this.written = 0;
        }
    }

}
