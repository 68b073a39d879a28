package dev.registryarchiver.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import dev.registryarchiver.registry.ApiAnswer;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ListingRefusedException;
import dev.registryarchiver.registry.ProductApi;

/**
 * The registry repositories of GitLab: of groups with all their subgroups, of single
 * projects, or of every project that a token may see.
 *
 * @see <a href="https://docs.gitlab.com/api/container_registry/">GitLab, container
 * registry API</a>
 */
final class GitLabListing implements ProductListing {

    private static final Logger logger = LoggerFactory.getLogger(GitLabListing.class);

    private static final String REMEDY = "GitLab wants a personal, group or project access token with the scope "
            + "read_api; set catalog.token where credentials.password is none.";

    private static final String GROUPS = "groups";

    private static final String PROJECTS = "projects";

    // Each project is another request, and a page is asked for again as a whole.
    private static final String FIRST_PROJECTS = "order_by=id&sort=asc&pagination=keyset&per_page=20";

    private final ProductApi api;

    private final List<String> namespaces;

    GitLabListing(ProductApi api, ApiKey key, List<String> namespaces) {
        this.api = api.withRemedy(REMEDY).withBearer(key);
        this.namespaces = namespaces;
    }

    @Override
    public List<String> sections() {
        return this.namespaces.isEmpty() ? List.of(EVERYTHING) : this.namespaces;
    }

    @Override
    public ListingPage fetch(String section, @Nullable String cursor) {
        return section.equals(EVERYTHING) ? fetchProjects((cursor != null) ? cursor : FIRST_PROJECTS)
                : fetchNamespace(section, cursor);
    }

    private ListingPage fetchNamespace(String section, @Nullable String cursor) {
        NumberedPages page = NumberedPages.of(cursor, GROUPS);
        Optional<ApiAnswer> answer = find(section, page);
        if (answer.isEmpty() && cursor == null) {
            page = NumberedPages.first(PROJECTS);
            answer = find(section, page);
        }
        return page.page(names(answer.orElseThrow(() -> this.api.missing("/api/v4/groups/" + section,
                "'%s' is no group or project that the token may see. Check catalog.namespaces.".formatted(section)))));
    }

    private ListingPage fetchProjects(String query) {
        ApiAnswer answer = this.api.get("/api/v4/projects", query);
        List<String> names = new ArrayList<>();
        List<String> projects = new ArrayList<>();
        for (JsonNode project : answer.list()) {
            String id = project.path("id").asString("");
            projects.add(id);
            if (hasRegistry(project)) {
                names.addAll(namesOf(id));
            }
        }
        return new ListingPage(names, projects, answer.nextQuery().orElse(null));
    }

    private static boolean hasRegistry(JsonNode project) {
        return project.path("container_registry_enabled").asBoolean(true)
                && !project.path("container_registry_access_level").asString("").equals("disabled");
    }

    // Registries of public projects may be for members only.
    private List<String> namesOf(String project) {
        List<String> names = new ArrayList<>();
        try {
            @Nullable String cursor = PROJECTS + " 1";
            while (cursor != null) {
                NumberedPages page = NumberedPages.of(cursor, PROJECTS);
                ListingPage repositories = page.page(find(project, page).map(GitLabListing::names).orElse(List.of()));
                cursor = names.addAll(repositories.names()) ? repositories.next() : null;
            }
        }
        catch (ListingRefusedException ex) {
            if (ex.status() != 403) {
                throw ex;
            }
            logger.debug("The registry of project {} is not for us", project);
        }
        return names;
    }

    private Optional<ApiAnswer> find(String section, NumberedPages page) {
        return this.api.find("/api/v4/%s/%s/registry/repositories".formatted(page.kind(), PathSegment.of(section)),
                "per_page=100&page=" + page.number());
    }

    private static List<String> names(ApiAnswer answer) {
        return answer.list().stream().map((repository) -> repository.path("path").asString("")).toList();
    }

}
