package dev.registryarchiver.auth;

import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.Origin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token service of a registry: the first one that passes the policy is the only one
 * for the whole run. A registry that changes it half-way is misled or misleading.
 */
final class TokenServices {

    private static final Logger logger = LoggerFactory.getLogger(TokenServices.class);

    private final Registry registry;

    private final RealmPolicy policy;

    private final AtomicReference<@Nullable Pin> pinned = new AtomicReference<>();

    TokenServices(Registry registry, RealmPolicy policy) {
        this.registry = registry;
        this.policy = policy;
    }

    /**
     * The service that {@code challenge} names.
     * @throws UntrustedRealmException if it is not acceptable or not the one known
     */
    TokenService trusted(Challenge challenge, URI requested) {
        URI realm = this.policy.check(challenge.realm(), requested);
        // Artifactory puts the repository into the path of the realm, so the path is not
        // pinned.
        Pin pin = new Pin(Origin.of(realm), challenge.service());
        if (this.pinned.compareAndSet(null, pin)) {
            logger.info("Asking the token service at {} for access to {}", pin.origin(), this.registry);
        }
        if (!pin.equals(this.pinned.get())) {
            throw new UntrustedRealmException(requested, "%s with service '%s' is not the one it named before"
                .formatted(pin.origin(), Printable.of(pin.service())));
        }
        return new TokenService(realm, challenge.service());
    }

    private record Pin(Origin origin, String service) {
    }

}
