package dev.registryarchiver.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.registry.ApiAnswer;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ProductApi;

/**
 * The container packages of GitHub's organizations and users.
 *
 * @see <a href="https://docs.github.com/en/rest/packages/packages">GitHub, REST API
 * endpoints for packages</a>
 */
final class GitHubListing implements ProductListing {

    private static final String REMEDY = "GitHub wants a classic personal access token with the scope read:packages "
            + "in catalog.token, authorized for the organization where that uses single sign-on.";

    private static final String ORGANIZATIONS = "orgs";

    private static final String USERS = "users";

    private final ProductApi api;

    private final List<String> namespaces;

    GitHubListing(ProductApi api, ApiKey key, List<String> namespaces) {
        this.api = api.withRemedy(REMEDY)
            .withHeader("Accept", "application/vnd.github+json")
            .withHeader("X-GitHub-Api-Version", "2022-11-28")
            .withBearer(key);
        this.namespaces = namespaces;
    }

    @Override
    public List<String> sections() {
        return this.namespaces;
    }

    @Override
    public ListingPage fetch(String section, @Nullable String cursor) {
        NumberedPages page = NumberedPages.of(cursor, ORGANIZATIONS);
        Optional<ApiAnswer> answer = find(section, page);
        if (answer.isEmpty() && cursor == null) {
            page = NumberedPages.first(USERS);
            answer = find(section, page);
        }
        List<JsonNode> packages = answer
            .orElseThrow(
                    () -> this.api
                        .missing("/orgs/" + section,
                                "'%s' is no user or organization that the token may see. Check catalog.namespaces."
                                    .formatted(section)))
            .list();
        return page.page(packages.stream().map((each) -> name(section, each)).toList());
    }

    private Optional<ApiAnswer> find(String section, NumberedPages page) {
        return this.api.find("/%s/%s/packages".formatted(page.kind(), PathSegment.of(section)),
                "package_type=container&per_page=100&page=" + page.number());
    }

    // Owners are shown in the case their users chose; names of repositories have none.
    private static String name(String section, JsonNode entry) {
        String owner = entry.path("owner").path("login").asString(section);
        return (owner + "/" + entry.path("name").asString("")).toLowerCase(Locale.ROOT);
    }

}
