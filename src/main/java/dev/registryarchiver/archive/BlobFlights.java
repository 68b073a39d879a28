package dev.registryarchiver.archive;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.registryarchiver.image.Digest;

/**
 * Which blobs are on their way, so that each is fetched once however many images of the
 * run want it at the same time. Who brings it never waits for another, and who waits
 * holds no thread. Safe for use by many threads.
 */
final class BlobFlights {

    private final Map<Digest, Flight> flights = new ConcurrentHashMap<>();

    /** Whoever brings the blob of a slot: this slot itself when nobody did before. */
    Flight board(BlobSlot slot) {
        return this.flights.computeIfAbsent(slot.blob().digest(), (digest) -> new Flight(slot));
    }

    /** The archive of these slots is recorded, and everybody finds their blobs there. */
    void forget(Iterable<BlobSlot> slots) {
        for (BlobSlot slot : slots) {
            this.flights.computeIfPresent(slot.blob().digest(), (digest, flight) -> flight.isOf(slot) ? null : flight);
        }
    }

    /** A blob on its way into a slot. */
    final class Flight {

        private final BlobSlot slot;

        private final CompletableFuture<Boolean> end = new CompletableFuture<>();

        private Flight(BlobSlot slot) {
            this.slot = slot;
        }

        boolean isOf(BlobSlot other) {
            return this.slot == other;
        }

        BlobSlot slot() {
            return this.slot;
        }

        /** Whether the blob is in its slot, verified. */
        boolean hasLanded() {
            return this.end.getNow(false);
        }

        void land() {
            this.end.complete(true);
        }

        /** The blob is not to be had from here; the next one who wants it brings it. */
        void abandon() {
            BlobFlights.this.flights.remove(this.slot.blob().digest(), this);
            this.end.complete(false);
        }

        /** Calls back when it has landed or was abandoned, at once if it already has. */
        void onEnd(Runnable listener) {
            this.end.thenRun(listener);
        }

    }

}
