package dev.registryarchiver.archive;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.image.Descriptor;

/**
 * Fills the blob slots of one archive in parallel, largest first, and waits for all. When
 * one blob fails, those not begun are left out and those under way end at their next
 * buffer. No thread is ever interrupted: that would close the file they share, and the
 * job state's file with it.
 */
final class BlobTransfers {

    private final BlobTransfer transfer;

    private final PartialArchive target;

    private final Runnable checkpoint;

    private final ConcurrentLinkedQueue<Place> waiting;

    private final AtomicInteger open;

    private final AtomicLong received = new AtomicLong();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /**
     * For one archive.
     * @param checkpoint called for every buffer; throws when the run is to stop
     */
    BlobTransfers(ArchiveLayout layout, BlobTransfer transfer, PartialArchive target, Runnable checkpoint) {
        List<Place> places = layout.slots().stream().flatMap(Place::of).sorted(Place.LARGEST_FIRST).toList();
        this.transfer = transfer;
        this.target = target;
        this.checkpoint = checkpoint;
        this.waiting = new ConcurrentLinkedQueue<>(places);
        this.open = new AtomicInteger(places.size());
    }

    /**
     * Fetches and writes every blob.
     * @param executor runs the transfers; its threads must not be those that call this
     * @return bytes that were received
     */
    long run(Executor executor) {
        int places = this.open.get();
        if (places == 0) {
            return 0;
        }
        try {
            for (int i = 0; i < places; i++) {
                executor.execute(this::transferNext);
            }
        }
        catch (RejectedExecutionException ex) {
            fail(ex);
        }
        // A join and not a latch: waiting must not end early while others still write.
        this.finished.join();
        rethrow(this.failure.get());
        return this.received.get();
    }

    private void transferNext() {
        Place place = this.waiting.poll();
        if (place == null) {
            return;
        }
        try {
            this.received
                .addAndGet(this.transfer.transfer(place.blob(), this.target, place.position(), this::checkpoint));
        }
        catch (Throwable ex) {
            fail(ex);
        }
        close(1);
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
        close(left);
    }

    private void close(int places) {
        if (this.open.addAndGet(-places) == 0) {
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

    /** Where a blob belongs. */
    private record Place(Descriptor blob, long position) {

        static final Comparator<Place> LARGEST_FIRST = Comparator.comparingLong((Place place) -> place.blob().size())
            .reversed();

        static Stream<Place> of(Slot slot) {
            return (slot.part() instanceof ArchivePart.Blob blob)
                    ? Stream.of(new Place(blob.descriptor(), slot.dataOffset())) : Stream.empty();
        }

    }

    /** Ends a transfer because another one failed; never seen outside. */
    private static final class AbandonedException extends RuntimeException {

        AbandonedException() {
            super("Another blob of the image failed", null, false, false);
        }

    }

}
