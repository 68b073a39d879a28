package dev.registryarchiver.archive;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/**
 * Which archive brings a blob into a bucket. Others can have it from there only when that
 * archive is published, and wait until then; to wait for one another for ever, they would
 * have to wait for archives begun later, which none does. Safe for use by many threads.
 */
final class BucketFlights {

    private static final long LOOK_AROUND_MILLIS = 500;

    // Longer ones are not waited for because of a small blob.
    private static final long SHORT_ARCHIVE = 1L << 30;

    private static final int LARGE_SHARE = 4;

    private final Map<Digest, Flight> flights = new ConcurrentHashMap<>();

    /**
     * Whether the blob is to be brought by this archive; otherwise one begun earlier was
     * bringing it, and has ended by now.
     * @param archive number of the archive, in the order in which they were begun
     * @param length length of that archive in bytes
     * @param checkpoint called now and then; throws to end the wait
     */
    boolean board(Descriptor blob, long archive, long length, Runnable checkpoint) {
        Flight flight = this.flights.computeIfAbsent(blob.digest(),
                (key) -> new Flight(archive, length, new CompletableFuture<>()));
        boolean worthIt = flight.length() <= SHORT_ARCHIVE || blob.size() >= flight.length() / LARGE_SHARE;
        if (flight.archive() >= archive || !worthIt) {
            return true;
        }
        while (!hasEnded(flight)) {
            checkpoint.run();
        }
        return false;
    }

    /** An archive is published, or is not going to be. */
    void end(long archive) {
        this.flights.forEach((digest, flight) -> {
            if (flight.archive() == archive) {
                this.flights.remove(digest, flight);
                flight.end().complete(true);
            }
        });
    }

    private static boolean hasEnded(Flight flight) {
        try {
            return flight.end().get(LOOK_AROUND_MILLIS, TimeUnit.MILLISECONDS);
        }
        catch (TimeoutException ex) {
            return false;
        }
        catch (ExecutionException ex) {
            throw new IllegalStateException("Nothing ends like this", ex);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for a blob", ex);
        }
    }

    private record Flight(long archive, long length, CompletableFuture<Boolean> end) {

    }

}
