package dev.registryarchiver.registry;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Notices a list that never ends: pages that repeat, or that follow each other without
 * anything new. An empty page in between is fine, since registries filter what a user may
 * not see. Not thread-safe.
 */
public final class PagingGuard {

    private static final int MAX_PAGES_WITHOUT_NEWS = 3;

    // What is left out is not kept, so that nobody knows whether it came before.
    private static final int MAX_UNUSABLE_PAGES = 1_000;

    private static final int MAX_ENTRIES = 1_000_000;

    private final String action;

    private final Set<String> cursors = new HashSet<>();

    private int pagesWithoutNews;

    private int unusablePages;

    private long entries;

    /**
     * @param action what is being done, such as {@code list repositories}
     */
    public PagingGuard(String action) {
        this.action = action;
    }

    /**
     * Takes note of a page before the next one is fetched.
     * @param next cursor of the next page, {@code null} after the last one
     * @param newEntries how many entries of the page had not been seen before
     * @throws IncompleteListException if the list goes in circles
     */
    public void check(@Nullable String next, int newEntries) {
        this.entries += newEntries;
        this.pagesWithoutNews = (newEntries > 0) ? 0 : this.pagesWithoutNews + 1;
        this.unusablePages = (newEntries > 0) ? 0 : this.unusablePages;
        checkNext(next);
    }

    /**
     * Takes note of a page that had entries, but none that can be used. It may well be
     * new.
     * @param next cursor of the next page, {@code null} after the last one
     * @throws IncompleteListException if the list goes in circles
     */
    public void checkUnusable(@Nullable String next) {
        this.pagesWithoutNews = 0;
        this.unusablePages++;
        checkNext(next);
    }

    private void checkNext(@Nullable String next) {
        if (next == null) {
            return;
        }
        if (!this.cursors.add(next)) {
            throw new IncompleteListException(this.action, "the link to the next page leads back to an earlier one");
        }
        if (this.pagesWithoutNews >= MAX_PAGES_WITHOUT_NEWS) {
            throw new IncompleteListException(this.action,
                    "%d pages in a row had nothing new and yet a next page".formatted(MAX_PAGES_WITHOUT_NEWS));
        }
        if (this.unusablePages >= MAX_UNUSABLE_PAGES) {
            throw new IncompleteListException(this.action,
                    "%d pages had no name that can be used and yet a next page".formatted(MAX_UNUSABLE_PAGES));
        }
        if (this.entries > MAX_ENTRIES) {
            throw new IncompleteListException(this.action,
                    "it has more than %d entries and no end".formatted(MAX_ENTRIES));
        }
    }

}
