package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of what a product's API lists.
 *
 * @param names names of repositories as the API has them
 * @param entries what the page lists, each different: mostly the names themselves
 * @param next where the next page of the same section begins, or {@code null} on the last
 */
record ListingPage(List<String> names, List<String> entries, @Nullable String next) {

    ListingPage(List<String> names, @Nullable String next) {
        this(names, names, next);
    }

}
