package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Pages that are asked for by number, until one is empty. Neither the length of a page
 * nor a {@code Link} tells the end: servers shorten pages as they like, and GitHub leaves
 * the link out
 * (<a href="https://github.com/orgs/community/discussions/128552">community#128552</a>).
 *
 * @param kind what is listed, one word that is part of the cursor
 * @param number number of the page, from 1
 */
record NumberedPages(String kind, int number) {

    static NumberedPages first(String kind) {
        return new NumberedPages(kind, 1);
    }

    /** The page that a cursor means, or nothing when it means none. */
    static NumberedPages of(@Nullable String cursor, String first) {
        if (cursor == null || !cursor.matches("[a-z]+ \\d{1,8}")) {
            return first(first);
        }
        String[] parts = cursor.split(" ");
        return new NumberedPages(parts[0], Integer.parseInt(parts[1]));
    }

    /** The page with these names. */
    ListingPage page(List<String> names) {
        return new ListingPage(names, names.isEmpty() ? null : this.kind + " " + (this.number + 1));
    }

}
