package dev.registryarchiver.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.CatalogPage;
import dev.registryarchiver.registry.CursorRefusedException;
import dev.registryarchiver.registry.IncompleteListException;
import dev.registryarchiver.registry.PagingGuard;
import dev.registryarchiver.registry.RegistryClient;

/**
 * The repositories of the registry's catalog. No order is assumed: distribution sorts
 * {@code a/b} before {@code a-b}, Quay by age, ECR not at all. A place to go on that an
 * earlier process kept and the registry forgot (Harbor and zot do when the repository
 * there is deleted) leads back to the first page. Not thread-safe.
 */
public final class CatalogRepositorySource implements RepositorySource {

    private static final Logger logger = LoggerFactory.getLogger(CatalogRepositorySource.class);

    private final RegistryClient client;

    private final PagingGuard guard = new PagingGuard("list repositories");

    private final Set<RepositoryName> seen = new HashSet<>();

    private boolean started;

    public CatalogRepositorySource(RegistryClient client) {
        this.client = client;
    }

    /**
     * @throws IncompleteListException if the catalog goes in circles
     */
    @Override
    public RepositoryPage fetchPage(@Nullable String cursor) {
        if (cursor == null || this.started) {
            return page(cursor, this.client.fetchCatalogPage(cursor));
        }
        try {
            return page(cursor, this.client.fetchCatalogPage(cursor));
        }
        catch (CursorRefusedException ex) {
            logger.warn("The registry no longer knows where the listing was interrupted (status {}); "
                    + "it is listed from the beginning", ex.status());
            return page(null, this.client.fetchCatalogPage(null));
        }
    }

    private RepositoryPage page(@Nullable String cursor, CatalogPage page) {
        this.started = true;
        List<RepositoryName> names = page.names().stream().filter(this.seen::add).toList();
        if (page.names().isEmpty() && page.invalid() > 0) {
            this.guard.checkUnusable(page.next());
        }
        else {
            this.guard.check(page.next(), names.size());
        }
        if (page.next() == null) {
            // As many as the registry has, and a run goes on for hours.
            this.seen.clear();
        }
        return new RepositoryPage(cursor, names, page.invalid(), page.next());
    }

}
