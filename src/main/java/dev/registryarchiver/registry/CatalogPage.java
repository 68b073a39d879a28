package dev.registryarchiver.registry;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;

/**
 * One answer of the catalog.
 *
 * @param names names in the registry's order, which need not be sorted, each once
 * @param invalid how many entries were left out because no repository can have such a
 * name
 * @param next cursor of the next page: a raw query, opaque; {@code null} on the last page
 */
public record CatalogPage(List<RepositoryName> names, int invalid, @Nullable String next) {

    public CatalogPage {
        names = List.copyOf(names);
    }

}
