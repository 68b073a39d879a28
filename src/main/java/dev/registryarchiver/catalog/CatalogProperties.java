package dev.registryarchiver.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;

/**
 * Which repositories are looked at.
 *
 * @param source where the names come from: {@code registry} (its catalog, or
 * catalog.repositories), {@code file}, or the API of {@code docker-hub}, {@code gitlab},
 * {@code harbor}, {@code ghcr} or {@code quay}
 * @param repositories names such as team/app, for registries without a usable catalog;
 * empty means all of the catalog
 * @param file file with a name on each line, for catalog.source=file; {@code #} begins a
 * comment
 * @param namespaces users, organizations, groups or projects whose repositories an API
 * lists; empty for everything where the product can list that
 * @param apiUrl address of the product's API, where it cannot be told from the registry
 * @param username user name that belongs to catalog.token, where the product wants one;
 * credentials.username when it is not set
 * @param token token or password for the product's API, where it needs another one than
 * the registry
 * @param include patterns of repositories to look at: {@code *} stands for any characters
 * within a path segment, {@code **} for any segments, {@code ?} for one character
 * @param exclude patterns of repositories to leave out, even if included
 */
@ConfigurationProperties(prefix = "catalog", ignoreUnknownFields = false)
public record CatalogProperties(@DefaultValue("registry") CatalogSource source, @DefaultValue List<String> repositories,
        @Nullable Path file, @DefaultValue List<String> namespaces, @Nullable URI apiUrl, @Nullable String username,
        @Nullable String token, @DefaultValue("**") List<String> include, @DefaultValue List<String> exclude) {

    private static final String PATTERN = "[a-z0-9._/*?-]+";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9._/-]{0,253}[A-Za-z0-9_-])?");

    public CatalogProperties {
        repositories = repositories.stream().map(String::strip).toList();
        namespaces = namespaces.stream().map(String::strip).distinct().toList();
        include = include.stream().map(String::strip).toList();
        exclude = exclude.stream().map(String::strip).toList();
        repositories.forEach(CatalogProperties::checkName);
        namespaces.forEach(CatalogProperties::checkNamespace);
        include.forEach((pattern) -> checkPattern("catalog.include", pattern));
        exclude.forEach((pattern) -> checkPattern("catalog.exclude", pattern));
        require(repositories.isEmpty() || source == CatalogSource.REGISTRY, "catalog.repositories", source);
        require(file == null || source == CatalogSource.FILE, "catalog.file", source);
        require(namespaces.isEmpty() || source.isApi(), "catalog.namespaces", source);
        require(apiUrl == null || source.isApi(), "catalog.api-url", source);
        require(token == null || token.isEmpty() || source.isApi(), "catalog.token", source);
        if (source == CatalogSource.FILE && file == null) {
            throw new IllegalArgumentException("catalog.source is file, but catalog.file is not set; set it");
        }
        if (source.isByNamespace() && namespaces.isEmpty()) {
            throw new IllegalArgumentException(
                    "catalog.source is %s, which lists by namespace; set catalog.namespaces to users or organizations"
                        .formatted(source));
        }
        checkApi(apiUrl);
    }

    /** The catalog of the registry, or these names. */
    public static CatalogProperties ofRegistry(List<String> repositories, List<String> include, List<String> exclude) {
        return new CatalogProperties(CatalogSource.REGISTRY, repositories, null, List.of(), null, null, null, include,
                exclude);
    }

    /** {@link #repositories()} as names. */
    public List<RepositoryName> repositoryNames() {
        return this.repositories.stream().map(RepositoryName::of).toList();
    }

    /** Whether the user named every single repository. */
    public boolean namesRepositories() {
        return !this.repositories.isEmpty() || this.source == CatalogSource.FILE;
    }

    /** Everything but the token, which must not be shown. */
    @Override
    public String toString() {
        return "CatalogProperties[source=%s, repositories=%s, file=%s, namespaces=%s, apiUrl=%s, include=%s, exclude=%s]"
            .formatted(this.source, this.repositories, this.file, this.namespaces, this.apiUrl, this.include,
                    this.exclude);
    }

    private static void require(boolean fits, String property, CatalogSource source) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s is set, but catalog.source is %s, which does not use it; change one of them".formatted(property,
                            source));
        }
    }

    private static void checkName(String name) {
        if (!RepositoryName.isValid(name)) {
            throw new IllegalArgumentException(
                    "catalog.repositories contains '%s'; it needs to be a list of names such as team/app, without host and tag"
                        .formatted(Printable.of(name)));
        }
    }

    private static void checkNamespace(String namespace) {
        if (!NAMESPACE.matcher(namespace).matches() || namespace.contains("//") || namespace.contains("..")) {
            throw new IllegalArgumentException(
                    "catalog.namespaces contains '%s'; it needs to be a list of names such as team or group/subgroup"
                        .formatted(Printable.of(namespace)));
        }
    }

    private static void checkPattern(String property, String pattern) {
        if (!pattern.matches(PATTERN) || pattern.startsWith("/") || pattern.endsWith("/")) {
            throw new IllegalArgumentException(
                    "%s contains '%s'; it needs to be a list of patterns such as team/*, team/** or **/app"
                        .formatted(property, Printable.of(pattern)));
        }
    }

    private static void checkApi(@Nullable URI api) {
        if (api == null) {
            return;
        }
        boolean http = "https".equalsIgnoreCase(api.getScheme()) || "http".equalsIgnoreCase(api.getScheme());
        if (!http || api.getHost() == null || api.getRawUserInfo() != null || api.getRawQuery() != null
                || api.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "catalog.api-url is not an address of an API; it needs to be such as https://gitlab.example.com, without user name and query");
        }
    }

}
