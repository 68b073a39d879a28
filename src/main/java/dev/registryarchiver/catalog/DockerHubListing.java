package dev.registryarchiver.catalog;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.registry.ApiAnswer;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ProductApi;

/**
 * The namespaces of Docker Hub. A user name with a password or access token is exchanged
 * for a token of the API.
 *
 * @see <a href="https://docs.docker.com/reference/api/hub/latest/">Docker Hub API</a>
 */
final class DockerHubListing implements ProductListing {

    private static final String REMEDY = "Check catalog.namespaces, credentials.username and credentials.password; "
            + "an access token needs the right to read.";

    private final ProductApi api;

    private final ApiKey key;

    private final List<String> namespaces;

    private @Nullable ProductApi authorized;

    DockerHubListing(ProductApi api, ApiKey key, List<String> namespaces) {
        this.api = api.withRemedy(REMEDY);
        this.key = key;
        this.namespaces = namespaces;
    }

    @Override
    public List<String> sections() {
        return this.namespaces;
    }

    @Override
    public ListingPage fetch(String section, @Nullable String cursor) {
        ApiAnswer answer = authorized().get("/v2/namespaces/" + PathSegment.of(section) + "/repositories",
                (cursor != null) ? cursor : "page=1&page_size=100");
        List<String> names = answer.list("results").stream().map((each) -> name(section, each)).toList();
        return new ListingPage(names, answer.nextQuery("next").orElse(null));
    }

    private ProductApi authorized() {
        ProductApi current = this.authorized;
        if (current == null) {
            current = this.key.isEmpty() ? this.api : this.api.login("/v2/auth/token", this.key,
                    Map.of("identifier", this.key.username(), "secret", this.key.secret()), "access_token");
            this.authorized = current;
        }
        return current;
    }

    private static String name(String section, JsonNode repository) {
        return repository.path("namespace").asString(section) + "/" + repository.path("name").asString("");
    }

}
