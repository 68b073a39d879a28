package dev.registryarchiver.archive;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.BlobFlights.Flight;

/**
 * Fills the blob slots of one archive in parallel, largest first, and waits for all: with
 * what the slot holds already, else from another image that is being given the same blob,
 * else from an archive on the disk, else from the registry. When one blob fails, those
 * not begun are left out and those under way end at their next buffer. No thread is ever
 * interrupted: that would close the file they share, and the job state's file with it.
 */
final class BlobTransfers {

    private static final Comparator<BlobSlot> LARGEST_FIRST = Comparator
        .comparingLong((BlobSlot slot) -> slot.blob().size())
        .reversed();

    private final BlobTransfer transfer;

    private final ArchivedBlobs archived;

    private final BlobFlights flights;

    private final Executor executor;

    private final Runnable checkpoint;

    // Every slot is in one of these two, in the hands of a thread, or done.
    private final ConcurrentLinkedDeque<BlobSlot> waiting = new ConcurrentLinkedDeque<>();

    private final Set<BlobSlot> parked = ConcurrentHashMap.newKeySet();

    private final AtomicInteger open = new AtomicInteger();

    private final AtomicLong fetched = new AtomicLong();

    private final AtomicLong reused = new AtomicLong();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /**
     * For one archive.
     * @param transfer fetches from the registry
     * @param archived what other archives hold
     * @param flights what is being fetched
     * @param executor runs the transfers; its threads must not be those that call
     * {@link #run(List)}
     * @param checkpoint called for every buffer; throws when the run is to stop
     */
    BlobTransfers(BlobTransfer transfer, ArchivedBlobs archived, BlobFlights flights, Executor executor,
            Runnable checkpoint) {
        this.transfer = transfer;
        this.archived = archived;
        this.flights = flights;
        this.executor = executor;
        this.checkpoint = checkpoint;
    }

    /**
     * Fills every slot. Called once.
     * @return where the bytes came from
     */
    Transferred run(List<BlobSlot> slots) {
        if (slots.isEmpty()) {
            return Transferred.NOTHING;
        }
        this.open.set(slots.size());
        slots.stream().sorted(LARGEST_FIRST).forEach(this.waiting::add);
        slots.forEach((slot) -> execute());
        // A join and not a latch: waiting must not end early while others still write.
        this.finished.join();
        rethrow(this.failure.get());
        return new Transferred(this.fetched.get(), this.reused.get());
    }

    private void execute() {
        try {
            this.executor.execute(this::fillNext);
        }
        catch (RejectedExecutionException ex) {
            fail(ex);
        }
    }

    private void fillNext() {
        BlobSlot slot = this.waiting.poll();
        if (slot == null) {
            return;
        }
        boolean done = true;
        try {
            checkpoint();
            done = fill(slot);
        }
        catch (Throwable ex) {
            fail(ex);
        }
        if (done) {
            close(1);
        }
    }

    /** Whether the slot is filled; otherwise it waits for another image. */
    private boolean fill(BlobSlot slot) {
        if (isFilled(slot)) {
            add(new Transferred(0, slot.blob().size()));
            return true;
        }
        Flight flight = this.flights.board(slot);
        if (flight.isOf(slot)) {
            bring(slot, flight);
            return true;
        }
        if (!flight.hasLanded()) {
            park(slot, flight);
            return false;
        }
        if (slot.copyFrom(flight.slot(), this::checkpoint)) {
            add(new Transferred(0, slot.blob().size()));
            return true;
        }
        flight.abandon();
        return fill(slot);
    }

    /** An earlier attempt may have filled it, and then others can copy it from here. */
    private boolean isFilled(BlobSlot slot) {
        if (slot.filled() < slot.blob().size()) {
            return false;
        }
        if (!slot.holdsBlob(this::checkpoint)) {
            slot.recordFilled(0);
            return false;
        }
        Flight flight = this.flights.board(slot);
        if (flight.isOf(slot)) {
            flight.land();
        }
        return true;
    }

    private void bring(BlobSlot slot, Flight flight) {
        try {
            add(bring(slot));
        }
        catch (Throwable ex) {
            flight.abandon();
            throw ex;
        }
        flight.land();
    }

    /**
     * Archives are looked through on board and not before: an earlier flight may end, and
     * its archive be recorded, between looking and boarding.
     */
    private Transferred bring(BlobSlot slot) {
        return this.archived.copyTo(slot, this::checkpoint) ? new Transferred(0, slot.blob().size())
                : this.transfer.transfer(slot, this::checkpoint);
    }

    private void park(BlobSlot slot, Flight flight) {
        this.parked.add(slot);
        flight.onEnd(() -> unpark(slot));
        if (this.failure.get() != null && this.parked.remove(slot)) {
            close(1);
        }
    }

    private void unpark(BlobSlot slot) {
        if (this.parked.remove(slot)) {
            this.waiting.addFirst(slot);
            execute();
        }
    }

    private void checkpoint() {
        if (this.failure.get() != null) {
            throw new AbandonedException();
        }
        this.checkpoint.run();
    }

    private void fail(Throwable cause) {
        this.failure.compareAndSet(null, cause);
        int left = 0;
        while (this.waiting.poll() != null) {
            left++;
        }
        for (BlobSlot slot : this.parked) {
            left += this.parked.remove(slot) ? 1 : 0;
        }
        close(left);
    }

    private void add(Transferred more) {
        this.fetched.addAndGet(more.fetched());
        this.reused.addAndGet(more.reused());
    }

    private void close(int slots) {
        if (slots > 0 && this.open.addAndGet(-slots) == 0) {
            this.finished.complete(null);
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Ends a transfer because another one failed; never seen outside. */
    private static final class AbandonedException extends RuntimeException {

        AbandonedException() {
            super("Another blob of the image failed", null, false, false);
        }

    }

}
