package dev.registryarchiver.auth;

import org.jspecify.annotations.Nullable;

/**
 * A request that could not be authorized. One type per remedy; no message ever holds a
 * password, a token or the text of a credentials file.
 */
public abstract sealed class AuthenticationException extends RuntimeException permits CredentialsRejectedException,
        CredentialsRequiredException, AccessRefusedException, UntrustedRealmException, UnsupportedSchemeException,
        TokenRefusedException, TokenServiceException, UnreadableCredentialsException {

    AuthenticationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether every other request will fail as well until the configuration changes, so
     * that the run ends with exit code 3. Otherwise only what was asked for is affected.
     */
    public abstract boolean concernsWholeRun();

}
