package dev.registryarchiver.auth;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** A token service that credentials must not be sent to. */
public final class UntrustedRealmException extends AuthenticationException {

    UntrustedRealmException(URI requested, String why) {
        super("%s names a token service that is not trusted: %s. Nothing was sent to it; if it is the right one, add its host to credentials.trusted-realm-hosts or correct the configuration of the registry."
            .formatted(Redaction.of(requested), why), null);
    }

    @Override
    public boolean concernsWholeRun() {
        return true;
    }

}
