package dev.registryarchiver.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** A body that breaks when it comes too slowly. */
final class WatchedInputStream extends FilterInputStream {

    private final Progress progress;

    private boolean ended;

    WatchedInputStream(InputStream delegate, Progress progress) {
        super(delegate);
        this.progress = progress;
    }

    /** Whether everything was read, so that nothing needs to be watched any more. */
    boolean hasEnded() {
        return this.ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = 0;
        this.progress.begin();
        try {
            count = super.read(buffer, offset, length);
        }
        catch (IOException ex) {
            throw this.progress.isTooSlow() ? tooSlow(ex) : ex;
        }
        finally {
            this.progress.end(Math.max(0, count));
        }
        this.ended = count < 0;
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.min(count, 8192)]));
    }

    private static IOException tooSlow(IOException cause) {
        SocketTimeoutException slow = new SocketTimeoutException("The body comes too slowly");
        slow.initCause(cause);
        return slow;
    }

}
