package dev.registryarchiver.transport;

import java.net.URI;
import java.time.Duration;

/**
 * The server says that there were too many requests, and waiting for it takes more
 * patience than allowed.
 */
public final class ThrottledException extends TransportException {

    private final Duration retryAfter;

    private ThrottledException(String message, Duration retryAfter) {
        super(message, null);
        this.retryAfter = retryAfter;
    }

    /** It named a time that is too far away. */
    static ThrottledException asking(URI uri, Duration retryAfter) {
        return new ThrottledException("%s limits the rate of requests and asks to come back in %d s; run 'retry' then."
            .formatted(Redaction.of(uri), retryAfter.toSeconds()), retryAfter);
    }

    /** It has let nothing through for too long, whatever pauses it asked for. */
    static ThrottledException refusing(URI uri, Duration busy) {
        return new ThrottledException(
                "%s limits the rate of requests and has let none through for %d s (429). Run 'retry' later, or ask for less at a time with transport.requests-per-second."
                    .formatted(Redaction.of(uri), busy.toSeconds()),
                Duration.ZERO);
    }

    /** How long the server asked to wait; zero when it named no time to be trusted. */
    public Duration retryAfter() {
        return this.retryAfter;
    }

}
