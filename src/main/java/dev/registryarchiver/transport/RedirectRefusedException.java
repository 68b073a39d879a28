package dev.registryarchiver.transport;

import java.net.URI;

/** A redirect that leads where requests must not go. */
public final class RedirectRefusedException extends TransportException {

    RedirectRefusedException(URI from, String why) {
        super("The answer of %s redirects %s; the redirect was not followed.".formatted(Redaction.of(from), why), null);
    }

}
