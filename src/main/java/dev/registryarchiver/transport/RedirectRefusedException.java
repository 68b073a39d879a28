package dev.registryarchiver.transport;

import java.net.URI;

/** A redirect that leads where requests must not go. */
public final class RedirectRefusedException extends TransportException {

    RedirectRefusedException(URI from, String why) {
        this("The answer of %s redirects %s; the redirect was not followed.".formatted(Redaction.of(from), why));
    }

    private RedirectRefusedException(String message) {
        super(message, null);
    }

    static RedirectRefusedException toTls(URI from) {
        return new RedirectRefusedException(
                "The answer of %s redirects to https on the same host; the redirect was not followed. Spell out https:// in registry.url."
                    .formatted(Redaction.of(from)));
    }

}
