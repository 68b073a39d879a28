package dev.registryarchiver.auth;

import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.Origin;

/**
 * What the requests to one registry have learned together. Safe for use by many threads.
 */
final class RegistryKnowledge {

    private final Origin home;

    private final TokenServices services;

    private final TokenCache tokens;

    private final AuthorizationListener listener;

    private volatile Offer offer = Offer.NOTHING;

    private final Set<Credentials> accepted = ConcurrentHashMap.newKeySet();

    private volatile boolean servesAnonymously;

    RegistryKnowledge(Registry registry, CredentialsProperties properties, TokenServiceClient client, Clock clock,
            AuthorizationListener listener) {
        this.listener = listener;
        this.home = Origin.of(URI.create(registry.url()));
        this.services = new TokenServices(registry, new RealmPolicy(registry, properties.trustedRealmHosts()));
        this.tokens = new TokenCache(clock, (request) -> {
            BearerToken token = client.fetch(request);
            listener.granted(request.scopes().toString(), TokenClaims.scopes(token.value()));
            return token;
        });
    }

    boolean isHome(URI uri) {
        return Origin.of(uri).equals(this.home);
    }

    TokenServices services() {
        return this.services;
    }

    TokenCache tokens() {
        return this.tokens;
    }

    /** The best offer of any answer so far. */
    Offer offer() {
        return this.offer;
    }

    /** Takes note of an offer. Returns the best known one when it says nothing. */
    synchronized Offer learn(Offer heard) {
        this.listener.challenged(heard.challenges().stream().map(Challenge::describe).toList());
        if (heard.isRicherThan(this.offer)) {
            this.offer = heard.withoutScopes();
        }
        return heard.isEmpty() ? this.offer : heard;
    }

    void accepted(Credentials credentials) {
        this.accepted.add(credentials);
    }

    boolean isAccepted(Credentials credentials) {
        return this.accepted.contains(credentials);
    }

    void servedAnonymously() {
        this.servesAnonymously = true;
    }

    boolean servesAnonymously() {
        return this.servesAnonymously;
    }

}
