package dev.registryarchiver.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Where repository names come from, page by page. Used by one thread.
 */
public interface RepositorySource {

    /**
     * Fetches a page.
     * @param cursor where the page begins, as {@link RepositoryPage#next()} of an earlier
     * page or an earlier process said, or {@code null} for the first page
     */
    RepositoryPage fetchPage(@Nullable String cursor);

}
