package dev.registryarchiver.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.IncompleteListException;
import dev.registryarchiver.registry.ListingRefusedException;
import dev.registryarchiver.registry.PagingGuard;
import dev.registryarchiver.registry.ProductApi;

/**
 * The repositories that a product's own API lists, for registries whose catalog is not
 * for everybody. Its names are checked like those of a catalog. Not thread-safe.
 */
public final class ProductRepositorySource implements RepositorySource {

    private static final Logger logger = LoggerFactory.getLogger(ProductRepositorySource.class);

    private static final Set<Integer> CURSOR_REFUSED = Set.of(400, 404, 410, 422);

    private final ProductListing listing;

    private final Set<RepositoryName> seen = new HashSet<>();

    private final Set<String> seenEntries = new HashSet<>();

    private @Nullable PagingGuard guard;

    private String guarded = "";

    private boolean started;

    /**
     * @param properties which product and which namespaces of it
     * @param api where the product's API is
     * @param key who asks
     */
    public ProductRepositorySource(CatalogProperties properties, ProductApi api, ApiKey key) {
        this(listing(properties, api, key));
    }

    ProductRepositorySource(ProductListing listing) {
        this.listing = listing;
    }

    /**
     * @throws IncompleteListException if the list goes in circles
     * @throws ListingRefusedException if the API does not list for us
     */
    @Override
    public RepositoryPage fetchPage(@Nullable String cursor) {
        Place place = Place.of(cursor, this.listing.sections());
        boolean continued = place.cursor() != null && !this.started;
        this.started = true;
        try {
            return page(place);
        }
        catch (ListingRefusedException ex) {
            if (!continued || !CURSOR_REFUSED.contains(ex.status())) {
                throw ex;
            }
            logger.warn("The place where the listing was interrupted is gone (status {}); it begins again",
                    ex.status());
            return page(new Place(place.section(), null));
        }
    }

    private RepositoryPage page(Place place) {
        ListingPage page = this.listing.fetch(place.section(), place.cursor());
        List<RepositoryName> valid = page.names()
            .stream()
            .filter(RepositoryName::isValid)
            .map(RepositoryName::of)
            .toList();
        List<RepositoryName> names = valid.stream().filter(this.seen::add).toList();
        long news = page.entries()
            .stream()
            .map((entry) -> place.section() + " " + entry)
            .filter(this.seenEntries::add)
            .count();
        guard(place).check(page.next(), Math.toIntExact(news));
        return new RepositoryPage(place.toString(), names, page.names().size() - valid.size(), next(place, page));
    }

    private PagingGuard guard(Place place) {
        PagingGuard current = this.guard;
        if (current == null || !this.guarded.equals(place.section())) {
            current = new PagingGuard("list repositories");
            this.guard = current;
            this.guarded = place.section();
        }
        return current;
    }

    private @Nullable String next(Place place, ListingPage page) {
        if (page.next() != null) {
            return new Place(place.section(), page.next()).toString();
        }
        List<String> sections = this.listing.sections();
        int following = sections.indexOf(place.section()) + 1;
        return (following < sections.size()) ? new Place(sections.get(following), null).toString() : null;
    }

    private static ProductListing listing(CatalogProperties properties, ProductApi api, ApiKey key) {
        return switch (properties.source()) {
            case DOCKER_HUB -> new DockerHubListing(api, key, properties.namespaces());
            case GITLAB -> new GitLabListing(api, key, properties.namespaces());
            case HARBOR -> new HarborListing(api, key, properties.namespaces());
            case GHCR -> new GitHubListing(api, key, properties.namespaces());
            case QUAY -> new QuayListing(api, key, properties.namespaces());
            case REGISTRY, FILE ->
                throw new IllegalArgumentException("catalog.source=%s has no API".formatted(properties.source()));
        };
    }

    /**
     * Where a page begins.
     *
     * @param section which section
     * @param cursor where in it, or {@code null} at its beginning
     */
    private record Place(String section, @Nullable String cursor) {

        // Neither namespaces nor queries have it.
        private static final String SEPARATOR = "|";

        static Place of(@Nullable String cursor, List<String> sections) {
            int separator = (cursor != null) ? cursor.indexOf(SEPARATOR) : -1;
            if (cursor == null || separator < 0 || !sections.contains(cursor.substring(0, separator))) {
                return new Place(sections.get(0), null);
            }
            String rest = cursor.substring(separator + 1);
            return new Place(cursor.substring(0, separator), rest.isEmpty() ? null : rest);
        }

        @Override
        public String toString() {
            return this.section + SEPARATOR + ((this.cursor != null) ? this.cursor : "");
        }

    }

}
