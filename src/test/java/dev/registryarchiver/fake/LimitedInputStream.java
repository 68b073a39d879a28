package dev.registryarchiver.fake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of another stream. */
final class LimitedInputStream extends FilterInputStream {

    private long left;

    LimitedInputStream(InputStream delegate, long limit) {
        super(delegate);
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        if (this.left == 0) {
            return -1;
        }
        int value = super.read();
        this.left -= (value >= 0) ? 1 : 0;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (this.left == 0 && length > 0) {
            return -1;
        }
        int count = super.read(buffer, offset, (int) Math.min(length, this.left));
        this.left -= Math.max(0, count);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, this.left));
        this.left -= skipped;
        return skipped;
    }

}
