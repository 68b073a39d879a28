package dev.registryarchiver.auth;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

import dev.registryarchiver.image.Registry;

/** Knows what the user gave for a registry. Safe for use by many threads. */
@FunctionalInterface
public interface CredentialsSource {

    /**
     * The credentials for a registry, or for a part of it when they are kept by
     * namespace; {@link Credentials#NONE} when there are none. Asked for every request,
     * and never with a host that a server named.
     * @throws UnreadableCredentialsException if a file with credentials cannot be read
     */
    Credentials find(Registry registry, Scope scope);

    /**
     * What there is in place of credentials that were just rejected, which are returned
     * when there is nothing else.
     */
    default Credentials renew(Registry registry, Scope scope, Credentials rejected) {
        return rejected;
    }

    /**
     * What {@link #find} gives and where that comes from, in words.
     * @throws UnreadableCredentialsException if a file with credentials cannot be read
     */
    default String describe(Registry registry, Scope scope) {
        return find(registry, scope).toString();
    }

    /** The same for everything. */
    static CredentialsSource of(Credentials credentials) {
        return (registry, scope) -> credentials;
    }

    /**
     * User name and password of the properties, else what docker or podman remember from
     * a login, in a file or in a credential helper. Files are read once, when credentials
     * are asked for the first time.
     * @param environment variables that say where docker and podman keep their files, and
     * that credential helpers see
     * @param home the user's home directory
     * @param clock tells when a credential helper may be asked again
     */
    static CredentialsSource from(CredentialsProperties properties, Map<String, String> environment, Path home,
            Clock clock) {
        Credentials configured = properties.credentials();
        return configured.equals(Credentials.NONE)
                ? DockerCredentials.of(properties, environment, home,
                        new DockerConfig.Helpers(environment, CredentialHelper.TIMEOUT, clock))
                : new ConfiguredCredentials(configured);
    }

}
