package dev.registryarchiver.transport;

import java.net.URI;
import java.time.Duration;

/**
 * The server says that there were too many requests and asks for more patience than
 * allowed.
 */
public final class ThrottledException extends TransportException {

    private final Duration retryAfter;

    ThrottledException(URI uri, Duration retryAfter) {
        super("%s limits the rate of requests and asks to come back %s; run 'retry' then.".formatted(Redaction.of(uri),
                retryAfter.isZero() ? "later" : "in %d s".formatted(retryAfter.toSeconds())), null);
        this.retryAfter = retryAfter;
    }

    /** How long the server asked to wait. */
    public Duration retryAfter() {
        return this.retryAfter;
    }

}
