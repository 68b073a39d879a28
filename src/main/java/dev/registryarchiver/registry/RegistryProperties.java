package dev.registryarchiver.registry;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import dev.registryarchiver.image.Registry;

/**
 * Which registry is archived.
 *
 * @param url address of the registry, such as https://registry.example.com or
 * http://localhost:5000/prefix
 */
@ConfigurationProperties(prefix = "registry", ignoreUnknownFields = false)
public record RegistryProperties(@Nullable String url) {

    public RegistryProperties {
        if (url != null && !url.isBlank()) {
            Registry.of(url);
        }
    }

    /**
     * The registry at that address.
     * @throws IllegalArgumentException if there is none
     */
    public Registry registry() {
        return configured().orElseThrow(
                () -> new IllegalArgumentException("registry.url is not set. Give the address of the registry, such as "
                        + "--registry.url=https://registry.example.com or the environment variable REGISTRY_URL."));
    }

    /** The registry, for commands that can do without. */
    public Optional<Registry> configured() {
        return Optional.ofNullable(this.url).filter((address) -> !address.isBlank()).map(Registry::of);
    }

}
