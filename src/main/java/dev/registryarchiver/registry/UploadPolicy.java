package dev.registryarchiver.registry;

import java.time.Duration;

import dev.registryarchiver.transport.Sleeper;

/**
 * How patiently blobs are pushed.
 *
 * @param chunkSize most bytes sent with one request, as far as the registry takes chunks
 * @param retries how often in a row an upload may come to nothing before it is given up
 * @param pause wait after the first time; it doubles each time
 * @param sleeper waits
 */
public record UploadPolicy(long chunkSize, int retries, Duration pause, Sleeper sleeper) {

    private static final int MAX_DOUBLINGS = 6;

    public UploadPolicy {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("A chunk of %d bytes is none".formatted(chunkSize));
        }
    }

    void awaitRetry(int number) {
        this.sleeper.sleep(this.pause.multipliedBy(1L << Math.min(number - 1, MAX_DOUBLINGS)));
    }

}
