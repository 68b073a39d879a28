package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** How the API of one product lists repositories. */
interface ProductListing {

    /** What stands for everything, where a product can list that. */
    String EVERYTHING = "";

    /** Parts that are listed one after the other: namespaces, or {@link #EVERYTHING}. */
    List<String> sections();

    /**
     * Fetches a page of a section.
     * @param cursor {@link ListingPage#next()} of the page before, or {@code null} for
     * the first page
     */
    ListingPage fetch(String section, @Nullable String cursor);

}
