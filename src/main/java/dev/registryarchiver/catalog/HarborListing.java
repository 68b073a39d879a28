package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ProductApi;

/**
 * The repositories of Harbor that a user may see, all of them or those of some projects.
 *
 * @see <a href=
 * "https://github.com/goharbor/harbor/blob/main/api/v2.0/swagger.yaml">Harbor API</a>
 */
final class HarborListing implements ProductListing {

    private static final String REMEDY = "Harbor lists what a user, or a robot with the right to list repositories, "
            + "may see: check credentials.username, credentials.password and catalog.namespaces.";

    private final ProductApi api;

    private final List<String> projects;

    HarborListing(ProductApi api, ApiKey key, List<String> projects) {
        // Without the header a project whose name is a number is taken for an id.
        this.api = api.withRemedy(REMEDY).withHeader("X-Is-Resource-Name", "true").withBasic(key);
        this.projects = projects;
    }

    @Override
    public List<String> sections() {
        return this.projects.isEmpty() ? List.of(EVERYTHING) : this.projects;
    }

    @Override
    public ListingPage fetch(String section, @Nullable String cursor) {
        NumberedPages page = NumberedPages.of(cursor, "repositories");
        String path = section.equals(EVERYTHING) ? "" : "/projects/" + PathSegment.of(section);
        return page.page(this.api.get("/api/v2.0%s/repositories".formatted(path), "page_size=100&page=" + page.number())
            .list()
            .stream()
            .map((repository) -> repository.path("name").asString(""))
            .toList());
    }

}
