package dev.registryarchiver.archive;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory for the parts of archives on their way into a bucket: a quarter of the heap for
 * all of them. An archive gets all it needs before its first byte, so none waits for
 * memory that another one holds while waiting itself.
 */
final class PartBudget {

    private static final int UNIT = 64 * 1024;

    private static final int SHARE = 4;

    private final int units;

    private final Semaphore free;

    PartBudget(long bytes) {
        this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.free = new Semaphore(this.units, true);
    }

    static PartBudget ofHeap() {
        return new PartBudget(Runtime.getRuntime().maxMemory() / SHARE);
    }

    /** Whether one archive can have as much. */
    boolean covers(long bytes) {
        return bytes / UNIT < this.units;
    }

    /**
     * Waits for memory. One that needs more than there is gets all of it.
     * @param checkpoint called now and then; throws to end the wait
     */
    Share take(long bytes, Runnable checkpoint) {
        int wanted = (int) Math.min(this.units, bytes / UNIT + 1);
        while (!acquired(wanted)) {
            checkpoint.run();
        }
        return () -> this.free.release(wanted);
    }

    private boolean acquired(int wanted) {
        try {
            return this.free.tryAcquire(wanted, 500, TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for memory", ex);
        }
    }

    /** What one archive has of it; to be given back once. */
    @FunctionalInterface
    interface Share extends AutoCloseable {

        @Override
        void close();

    }

}
