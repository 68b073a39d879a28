package dev.registryarchiver.selection;

import java.util.concurrent.atomic.AtomicInteger;

import dev.registryarchiver.image.Digest;

/** Digests of nothing in particular, each a different one. */
final class TestDigests {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestDigests() {
    }

    static Digest next() {
        return Digest.of("sha256:%064x".formatted(NEXT.incrementAndGet()));
    }

}
