package dev.registryarchiver.registry;

import dev.registryarchiver.image.RepositoryName;

/**
 * The registry does not know the repository: it was deleted, or holds no manifest at all.
 */
public final class RepositoryMissingException extends RegistryException {

    private final RepositoryName repository;

    RepositoryMissingException(RepositoryName repository) {
        super("The registry has no repository %s; it was deleted meanwhile or nothing was ever pushed completely."
            .formatted(repository));
        this.repository = repository;
    }

    public RepositoryName repository() {
        return this.repository;
    }

}
