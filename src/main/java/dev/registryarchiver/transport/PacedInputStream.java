package dev.registryarchiver.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads no faster than a {@link Pace} of bytes. */
final class PacedInputStream extends FilterInputStream {

    private final Pace pace;

    PacedInputStream(InputStream delegate, Pace pace) {
        super(delegate);
        this.pace = pace;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, this.pace.turn(length));
        if (count > 0) {
            this.pace.await(count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
    }

}
