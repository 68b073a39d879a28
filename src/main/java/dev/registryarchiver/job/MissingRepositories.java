package dev.registryarchiver.job;

import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.registry.RepositoryMissingException;

/**
 * What a repository that does not exist means. Catalogs list repositories that were
 * emptied or deleted meanwhile, and nothing is wrong with these; a repository that the
 * user named is not there for a reason the user has to know.
 */
final class MissingRepositories {

    private final boolean named;

    MissingRepositories(CatalogProperties properties) {
        this.named = properties.namesRepositories();
    }

    boolean isNothingToSave(Exception failure) {
        return failure instanceof RepositoryMissingException && !this.named;
    }

}
