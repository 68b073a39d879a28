package dev.registryarchiver.auth;

import java.net.URI;

/**
 * A token service's 401. It leaves open whether the credentials are wrong or only what
 * was asked for is not theirs to have; {@link Negotiation} finds out, and nobody above
 * ever sees it.
 */
final class TokenRefusedException extends AuthenticationException {

    // Holds secrets, which must not be written down with the exception.
    private final transient TokenRequest request;

    private final String words;

    TokenRefusedException(TokenRequest request, String words) {
        super("No token for scope '%s' (401)".formatted(request.scopes()), null);
        this.request = request;
        this.words = words;
    }

    /** What was asked for. */
    TokenRequest request() {
        return this.request;
    }

    /** It was about the credentials. */
    CredentialsRejectedException aboutCredentials() {
        return new CredentialsRejectedException(realm(), this.words);
    }

    /** It was about the scope. */
    AccessRefusedException aboutScope() {
        String scope = this.request.scopes().toString();
        return this.request.scopes().includeCatalog() ? AccessRefusedException.toCatalog(realm(), scope)
                : AccessRefusedException.toResource(realm(), scope, this.request.credentials(), this.words);
    }

    @Override
    public boolean concernsWholeRun() {
        return false;
    }

    private URI realm() {
        return this.request.service().realm();
    }

}
