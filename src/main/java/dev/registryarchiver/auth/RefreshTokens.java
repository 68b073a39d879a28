package dev.registryarchiver.auth;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Refresh tokens that token services gave in exchange for identity tokens. Each belongs
 * to one service and one identity token; services that hand them out may accept the old
 * one only once.
 */
final class RefreshTokens {

    private final Map<Owner, Credentials.IdentityToken> renewed = new ConcurrentHashMap<>();

    /** What to send in place of the identity token the user gave. */
    Credentials.IdentityToken current(TokenService service, Credentials.IdentityToken given) {
        return this.renewed.getOrDefault(new Owner(service, given), given);
    }

    void remember(TokenService service, Credentials.IdentityToken given, String token) {
        this.renewed.put(new Owner(service, given), new Credentials.IdentityToken(token, given.substitute()));
    }

    void forget(TokenService service, Credentials.IdentityToken given) {
        this.renewed.remove(new Owner(service, given));
    }

    private record Owner(TokenService service, Credentials.IdentityToken given) {
    }

}
