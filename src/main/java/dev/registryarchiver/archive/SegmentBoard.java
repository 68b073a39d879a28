package dev.registryarchiver.archive;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Who fills which segment of one blob: the transfer itself, and those who help it. Safe
 * for use by many threads, none of which can be made to hurry by an interrupt.
 */
final class SegmentBoard {

    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final BlobSlot slot;

    private final Set<Segment> claimed = new HashSet<>();

    private int helpers;

    private boolean closed;

    private boolean shared;

    private boolean refused;

    private long fetched;

    SegmentBoard(BlobSlot slot) {
        this.slot = slot;
    }

    /** Whether this segment is the caller's now, to be filled and released. */
    synchronized boolean claim(Segment segment) {
        return this.slot.filled(segment) < segment.length() && this.claimed.add(segment);
    }

    /** The same, unless there is something in it already. */
    synchronized boolean claimEmpty(Segment segment) {
        return this.slot.filled(segment) == 0 && claim(segment);
    }

    /** The first segment that can be claimed, or nothing where there is none. */
    synchronized @Nullable Segment claimNext() {
        return this.slot.segments().stream().filter(this::claim).findFirst().orElse(null);
    }

    synchronized void release(Segment segment) {
        this.claimed.remove(segment);
    }

    /** Waits until others have got a little further. */
    void await() {
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }

    /** Whether a helper may begin; who may has to leave again. */
    synchronized boolean enter() {
        boolean welcome = !this.closed && !this.refused;
        this.helpers += welcome ? 1 : 0;
        this.shared |= welcome;
        return welcome;
    }

    synchronized void leave() {
        this.helpers--;
    }

    synchronized boolean isClosed() {
        return this.closed;
    }

    /** The registry does not serve parts of this blob, or not so many at once. */
    synchronized void refuse() {
        this.refused = true;
    }

    /** Whether others help, so that everybody fetches one segment after the other. */
    synchronized boolean isShared() {
        return this.shared && !this.refused;
    }

    synchronized void count(long bytes) {
        this.fetched += bytes;
    }

    /** Bytes that came from the registry, for whomever. */
    synchronized long fetched() {
        return this.fetched;
    }

    /** Ends all help; when this returns, nobody writes any more. */
    void close() {
        synchronized (this) {
            this.closed = true;
        }
        while (isHelped()) {
            await();
        }
    }

    private synchronized boolean isHelped() {
        return this.helpers > 0;
    }

}
