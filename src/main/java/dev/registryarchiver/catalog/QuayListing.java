package dev.registryarchiver.catalog;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.registry.ApiAnswer;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ProductApi;

/**
 * The repositories in namespaces of Quay: public ones, and those a token may see.
 *
 * @see <a href="https://docs.quay.io/api/swagger/">Quay API</a>
 */
final class QuayListing implements ProductListing {

    private static final String REMEDY = "Quay's API wants an OAuth access token with the scope repo:read in "
            + "catalog.token; robot accounts and passwords do not serve.";

    private final ProductApi api;

    private final List<String> namespaces;

    QuayListing(ProductApi api, ApiKey key, List<String> namespaces) {
        this.api = api.withRemedy(REMEDY).withBearer(key);
        this.namespaces = namespaces;
    }

    @Override
    public List<String> sections() {
        return this.namespaces;
    }

    @Override
    public ListingPage fetch(String section, @Nullable String cursor) {
        String query = "public=true&namespace=" + PathSegment.of(section);
        ApiAnswer answer = this.api.get("/api/v1/repository",
                (cursor != null) ? query + "&next_page=" + cursor : query);
        List<String> names = answer.list("repositories").stream().map((each) -> name(section, each)).toList();
        String next = answer.body().path("next_page").asString("");
        return new ListingPage(names, next.isEmpty() ? null : PathSegment.of(next));
    }

    private static String name(String section, JsonNode repository) {
        return repository.path("namespace").asString(section) + "/" + repository.path("name").asString("");
    }

}
