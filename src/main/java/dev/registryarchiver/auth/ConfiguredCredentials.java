package dev.registryarchiver.auth;

import dev.registryarchiver.image.Registry;

/**
 * User name and password of the properties.
 *
 * @param credentials what they amount to
 */
record ConfiguredCredentials(Credentials credentials) implements CredentialsSource {

    @Override
    public Credentials find(Registry registry, Scope scope) {
        return this.credentials;
    }

    @Override
    public String describe(Registry registry, Scope scope) {
        return "%s from credentials.username and credentials.password".formatted(this.credentials);
    }

}
