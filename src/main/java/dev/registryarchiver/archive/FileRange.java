package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

import dev.registryarchiver.image.Digest;

/**
 * Some bytes of an open file.
 *
 * @param channel the file, open for reading
 * @param position first byte
 * @param length number of bytes
 */
record FileRange(FileChannel channel, long position, long length) {

    private static final int BUFFER = 128 * 1024;

    /** The first bytes of it. */
    FileRange first(long count) {
        return new FileRange(this.channel, this.position, count);
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
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, this.length));
        for (long done = 0; done < this.length; done += buffer.limit()) {
            checkpoint.run();
            buffer.clear().limit((int) Math.min(buffer.capacity(), this.length - done));
            readFully(this.position + done, buffer);
            hash.update(buffer.array(), 0, buffer.limit());
        }
    }

    /** All of these bytes, which have to fit into memory. */
    byte[] bytes() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) this.length);
        readFully(this.position, buffer);
        return buffer.array();
    }

    private void readFully(long from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (this.channel.read(buffer, from + buffer.position()) < 0) {
                throw new IOException("The file ends early");
            }
        }
    }

}
