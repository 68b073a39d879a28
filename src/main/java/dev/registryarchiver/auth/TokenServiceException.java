package dev.registryarchiver.auth;

import java.util.Set;

import dev.registryarchiver.transport.Redaction;
import dev.registryarchiver.transport.TransportException;
import dev.registryarchiver.transport.UnreachableException;
import org.jspecify.annotations.Nullable;

/** A token service that is unreachable or whose answer is no token. */
public final class TokenServiceException extends AuthenticationException {

    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

    private final boolean isTransient;

    private TokenServiceException(TokenRequest request, String what, boolean isTransient, @Nullable Throwable cause) {
        super("No token%s: %s"
            .formatted(request.scopes().isEmpty() ? "" : " for scope '%s'".formatted(request.scopes()), what), cause);
        this.isTransient = isTransient;
    }

    static TokenServiceException unreachable(TokenRequest request, TransportException cause) {
        return new TokenServiceException(request, String.valueOf(cause.getMessage()),
                cause instanceof UnreachableException, cause);
    }

    static TokenServiceException ofStatus(TokenRequest request, int status, String words) {
        return unusable(request, "answered with %d%s".formatted(status, words.isEmpty() ? "" : " (" + words + ")"),
                status >= 500 || TRANSIENT.contains(status));
    }

    static TokenServiceException ofAnswer(TokenRequest request, String what) {
        return unusable(request, "gave an answer that " + what, false);
    }

    /** Whether the same request may well succeed later. */
    public boolean isTransient() {
        return this.isTransient;
    }

    @Override
    public boolean concernsWholeRun() {
        return false;
    }

    private static TokenServiceException unusable(TokenRequest request, String what, boolean isTransient) {
        return new TokenServiceException(request, "%s %s. Check the token service of the registry, then run again."
            .formatted(Redaction.of(request.service().realm()), what), isTransient, null);
    }

}
