package dev.registryarchiver.auth;

/**
 * Everything that makes one token different from another.
 *
 * @param service who is asked
 * @param scopes what the token is to be good for
 * @param credentials who asks
 */
record TokenRequest(TokenService service, Scopes scopes, Credentials credentials) {
}
