package dev.registryarchiver.fake;

import java.io.InputStream;
import java.util.Arrays;

/** As many zeros as wanted. */
final class ZeroInputStream extends InputStream {

    private long left;

    ZeroInputStream(long length) {
        this.left = length;
    }

    @Override
    public int read() {
        if (this.left == 0) {
            return -1;
        }
        this.left--;
        return 0;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (this.left == 0) {
            return -1;
        }
        int count = (int) Math.min(length, this.left);
        Arrays.fill(buffer, offset, offset + count, (byte) 0);
        this.left -= count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, this.left));
        this.left -= skipped;
        return skipped;
    }

}
