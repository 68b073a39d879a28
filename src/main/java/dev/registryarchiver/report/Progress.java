package dev.registryarchiver.report;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * How far the work is. Written by all who do it, read by whoever shows it; safe for use
 * by many threads.
 */
public final class Progress implements RunListener {

    private final LongSupplier nanoTime;

    private final AtomicLong done = new AtomicLong();

    private final AtomicLong failed = new AtomicLong();

    private final AtomicLong fetched = new AtomicLong();

    // In the order in which they began.
    private final ConcurrentLinkedQueue<Transfer> transfers = new ConcurrentLinkedQueue<>();

    private volatile long repositories = -1;

    private volatile long doneBefore;

    private volatile long began;

    public Progress() {
        this(System::nanoTime);
    }

    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
    }

    @Override
    public void started(RunId run, String registry, long repositories, long done) {
        started(repositories, done);
    }

    /**
     * It is known how much there is to do.
     * @param repositories how many there are
     * @param done how many of them are done already
     */
    public void started(long repositories, long done) {
        this.began = this.nanoTime.getAsLong();
        this.doneBefore = done;
        this.repositories = repositories;
    }

    @Override
    public void finished(WorklistEntry entry) {
        finished(entry.outcome().state() == Outcome.State.FAILED);
    }

    /** One more repository is done. */
    public void finished(boolean failed) {
        this.done.incrementAndGet();
        if (failed) {
            this.failed.incrementAndGet();
        }
    }

    /**
     * A blob is being fetched.
     * @param name what it is, for a person
     * @param size its length in bytes
     * @param offset the byte it is fetched from
     * @return to be told of the bytes, and to be closed at the end
     */
    public Transfer begin(String name, long size, long offset) {
        Transfer transfer = new Transfer(name, size, offset);
        this.transfers.add(transfer);
        return transfer;
    }

    Snapshot snapshot() {
        long now = this.nanoTime.getAsLong();
        return new Snapshot(this.repositories, this.doneBefore, this.done.get(), this.failed.get(), this.fetched.get(),
                Duration.ofNanos(now - this.began), this.transfers.stream().map(Transfer::snapshot).toList());
    }

    /** A blob on its way. */
    public final class Transfer implements AutoCloseable {

        private final String name;

        private final long size;

        private final AtomicLong position;

        private Transfer(String name, long size, long offset) {
            this.name = name;
            this.size = size;
            this.position = new AtomicLong(offset);
        }

        /** More of it has come. */
        public void add(long bytes) {
            this.position.addAndGet(bytes);
            Progress.this.fetched.addAndGet(bytes);
        }

        /** It has come to its end, good or bad; may be called again. */
        @Override
        public void close() {
            Progress.this.transfers.remove(this);
        }

        private Flow snapshot() {
            return new Flow(this.name, this.position.get(), this.size);
        }

    }

    /**
     * How far it is at a moment.
     *
     * @param repositories how many there are, or -1 while they are being listed
     * @param doneBefore how many an earlier execution has done
     * @param done how many this execution has done
     * @param failed how many of these failed
     * @param fetched bytes of blobs fetched
     * @param elapsed time since the repositories were listed
     * @param flows blobs on their way
     */
    record Snapshot(long repositories, long doneBefore, long done, long failed, long fetched, Duration elapsed,
            List<Flow> flows) {

        boolean isListed() {
            return this.repositories >= 0;
        }

        // What is tried again is counted again.
        long allDone() {
            return Math.min(Math.max(0, this.repositories), this.doneBefore + this.done);
        }

        long left() {
            return this.repositories - allDone();
        }

    }

    /**
     * A blob on its way.
     *
     * @param name what it is
     * @param position bytes of it that are there
     * @param size its length in bytes
     */
    record Flow(String name, long position, long size) {

        int percent() {
            return (this.size <= 0) ? 100 : (int) Math.min(100, this.position * 100 / this.size);
        }

    }

}
