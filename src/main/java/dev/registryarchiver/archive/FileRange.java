package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

import dev.registryarchiver.image.Digest;

/**
 * Some bytes of an open archive.
 *
 * @param source the archive, open for reading
 * @param position first byte
 * @param length number of bytes
 */
record FileRange(ArchiveBytes source, long position, long length) {

    private static final int BUFFER = 128 * 1024;

    FileRange(FileChannel file, long position, long length) {
        this(ArchiveBytes.of(file), position, length);
    }

    /** Some bytes of it. */
    FileRange part(long from, long count) {
        return new FileRange(this.source, this.position + from, count);
    }

    /** The first bytes of it. */
    FileRange first(long count) {
        return new FileRange(this.source, this.position, count);
    }

    /**
     * Whether these bytes have a digest; reads all of them.
     * @param checkpoint called for every buffer; throws to end it
     */
    boolean has(Digest digest, Runnable checkpoint) throws IOException {
        MessageDigest hash = digest.newMessageDigest();
        hashInto(hash, checkpoint);
        return Digest.from(digest.algorithm(), hash.digest()).equals(digest);
    }

    /**
     * Adds these bytes to a hash.
     * @param checkpoint called for every buffer; throws to end it
     * @throws IOException if the file ends before them
     */
    void hashInto(MessageDigest hash, Runnable checkpoint) throws IOException {
        forEachBuffer((content, offset) -> hash.update(content), checkpoint);
    }

    /**
     * Reads these bytes from first to last.
     * @param reader gets every buffer, and where in the range it begins
     * @param checkpoint called for every buffer; throws to end it
     * @throws IOException if the file ends before them
     */
    void forEachBuffer(BufferReader reader, Runnable checkpoint) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, this.length));
        for (long done = 0; done < this.length; done += buffer.limit()) {
            checkpoint.run();
            buffer.clear().limit((int) Math.min(buffer.capacity(), this.length - done));
            readFully(this.position + done, buffer);
            reader.read(buffer.flip(), done);
        }
    }

    /** These bytes as a stream, which leaves the file open. */
    InputStream openStream() {
        return new InputStream() {

            private long done;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = (int) Math.min(length, FileRange.this.length - this.done);
                if (count == 0) {
                    return (length == 0) ? 0 : -1;
                }
                readFully(FileRange.this.position + this.done, ByteBuffer.wrap(bytes, offset, count).slice());
                this.done += count;
                return count;
            }

            // Where this is 0, the JDK takes the end of one gzip member for the end of
            // all.
            @Override
            public int available() {
                return (int) Math.min(Integer.MAX_VALUE, FileRange.this.length - this.done);
            }

        };
    }

    /** All of these bytes, which have to fit into memory. */
    byte[] bytes() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) this.length);
        readFully(this.position, buffer);
        return buffer.array();
    }

    private void readFully(long from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (this.source.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("The archive ends early");
            }
        }
    }

    /** Takes one buffer after the other. */
    @FunctionalInterface
    interface BufferReader {

        void read(ByteBuffer content, long offset);

    }

}
