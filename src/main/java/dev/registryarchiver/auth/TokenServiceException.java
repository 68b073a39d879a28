package dev.registryarchiver.auth;

import dev.registryarchiver.transport.Redaction;
import dev.registryarchiver.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** A token service that is unreachable or whose answer is no token. */
public final class TokenServiceException extends AuthenticationException {

    private TokenServiceException(TokenRequest request, String what, @Nullable Throwable cause) {
        super("No token for scope '%s': %s".formatted(request.scopes(), what), cause);
    }

    static TokenServiceException unreachable(TokenRequest request, TransportException cause) {
        return new TokenServiceException(request, String.valueOf(cause.getMessage()), cause);
    }

    static TokenServiceException unusable(TokenRequest request, String what) {
        return new TokenServiceException(request, "%s %s. Check the token service of the registry, then run again."
            .formatted(Redaction.of(request.service().realm()), what), null);
    }

    @Override
    public boolean concernsWholeRun() {
        return false;
    }

}
