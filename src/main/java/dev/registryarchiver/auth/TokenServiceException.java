package dev.registryarchiver.auth;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.transport.Redaction;

/** A token service that is unreachable or whose answer is no token. */
public final class TokenServiceException extends AuthenticationException {

    TokenServiceException(TokenRequest request, URI realm, String what, @Nullable Throwable cause) {
        super("No token for scope '%s': %s %s. Check the token service of the registry, then run again."
            .formatted(request.scopes(), Redaction.of(realm), what), cause);
    }

    @Override
    public boolean concernsWholeRun() {
        return false;
    }

}
