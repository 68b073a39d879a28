package dev.registryarchiver.catalog;

import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Where the names of the repositories come from. */
public enum CatalogSource {

    /** The catalog of the registry, or the names that are set. */
    REGISTRY(null, false),

    /** A file with names. */
    FILE(null, false),

    /** The API of Docker Hub. */
    DOCKER_HUB("https://hub.docker.com", true),

    /** The API of a GitLab instance. */
    GITLAB(null, false),

    /** The API of a Harbor instance. */
    HARBOR(null, false),

    /** The packages API of GitHub. */
    GHCR("https://api.github.com", true),

    /** The API of a Quay instance. */
    QUAY(null, true);

    private final @Nullable String home;

    private final boolean byNamespace;

    CatalogSource(@Nullable String home, boolean byNamespace) {
        this.home = home;
        this.byNamespace = byNamespace;
    }

    /** Where the vendor's own installation has its API, if there is but one. */
    public Optional<String> home() {
        return Optional.ofNullable(this.home);
    }

    /** Whether there is no listing of everything. */
    public boolean isByNamespace() {
        return this.byNamespace;
    }

    /** Whether a product's own API is asked. */
    public boolean isApi() {
        return this != REGISTRY && this != FILE;
    }

    /** The value as users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

}
