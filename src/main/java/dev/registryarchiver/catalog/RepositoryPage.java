package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.RepositoryName;

/**
 * Some repository names in order.
 *
 * @param cursor where this page really begins: the first page when the place asked for no
 * longer exists
 * @param names names that this source has not yielded before
 * @param invalid how many names were left out because no repository can have them
 * @param next where the next page begins, or {@code null} on the last one
 */
public record RepositoryPage(@Nullable String cursor, List<RepositoryName> names, int invalid, @Nullable String next) {

    public RepositoryPage {
        names = List.copyOf(names);
    }

}
