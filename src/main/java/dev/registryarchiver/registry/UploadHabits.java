package dev.registryarchiver.registry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one registry has shown to accept: Artifact Registry takes no chunks, and a proxy
 * before a registry may limit the size of a request. Safe for use by many threads.
 */
final class UploadHabits {

    // nginx takes a megabyte unless told otherwise.
    private static final long SMALLEST_CHUNK = 256 * 1024;

    private static final int SHRINKING = 4;

    private final Set<UploadManner> unwanted = Collections.synchronizedSet(EnumSet.noneOf(UploadManner.class));

    private final AtomicLong chunkSize;

    UploadHabits(long chunkSize) {
        this.chunkSize = new AtomicLong(chunkSize);
    }

    /**
     * How to push a blob: in as few requests as possible, and in chunks when it is large.
     * @param refused what was tried in vain
     * @return nothing when every way was refused
     */
    Optional<UploadManner> mannerFor(long size, Set<UploadManner> refused) {
        List<UploadManner> preferred = (size <= chunkSize())
                ? List.of(UploadManner.WHOLE, UploadManner.STREAM, UploadManner.CHUNKS)
                : List.of(UploadManner.CHUNKS, UploadManner.STREAM, UploadManner.WHOLE);
        List<UploadManner> untried = preferred.stream().filter((manner) -> !refused.contains(manner)).toList();
        return untried.stream()
            .filter((manner) -> !this.unwanted.contains(manner))
            .findFirst()
            .or(() -> untried.stream().findFirst());
    }

    long chunkSize() {
        return this.chunkSize.get();
    }

    /** Takes note of what was refused when a blob got there in another manner. */
    void avoid(Set<UploadManner> refused) {
        this.unwanted.addAll(refused);
    }

    /**
     * Takes note that a request was too large.
     * @return whether smaller ones can still be tried
     */
    boolean shrinkBelow(long size) {
        if (size > chunkSize()) {
            return true;
        }
        long smaller = size / SHRINKING;
        if (smaller < SMALLEST_CHUNK) {
            return false;
        }
        this.chunkSize.accumulateAndGet(smaller, Math::min);
        return true;
    }

}
