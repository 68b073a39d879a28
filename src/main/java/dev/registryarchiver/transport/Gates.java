package dev.registryarchiver.transport;

import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gate for every server: a token service or a storage that is busy is no reason to
 * leave the registry alone.
 */
final class Gates {

    private final Map<Origin, Gate> gates = new ConcurrentHashMap<>();

    private final Clock clock;

    private final Sleeper sleeper;

    Gates(Clock clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** The gate before the server that {@code uri} leads to. */
    Gate of(URI uri) {
        return this.gates.computeIfAbsent(Origin.of(uri), (origin) -> new Gate(this.clock, this.sleeper));
    }

}
