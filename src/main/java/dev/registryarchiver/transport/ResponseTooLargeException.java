package dev.registryarchiver.transport;

import java.net.URI;

/** An answer longer than anything legitimate. */
public final class ResponseTooLargeException extends TransportException {

    ResponseTooLargeException(URI uri, int limit) {
        super("The answer of %s is longer than %d bytes, the most accepted of its kind.".formatted(Redaction.of(uri),
                limit), null);
    }

}
