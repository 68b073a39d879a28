package dev.registryarchiver.fake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/** Another stream that yields only so many bytes in a second. */
final class ThrottledInputStream extends FilterInputStream {

    private static final int AT_ONCE = 64 * 1024;

    private final long bytesPerSecond;

    ThrottledInputStream(InputStream delegate, long bytesPerSecond) {
        super(delegate);
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, Math.min(length, AT_ONCE));
        LockSupport.parkNanos(Math.max(0, count) * 1_000_000_000L / this.bytesPerSecond);
        return count;
    }

}
