package dev.registryarchiver.catalog;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;

/**
 * Which repositories are looked at.
 *
 * @param repositories names such as team/app, for registries without a usable catalog;
 * empty means all of the catalog
 * @param include patterns of repositories to look at: {@code *} stands for any characters
 * within a path segment, {@code **} for any segments, {@code ?} for one character
 * @param exclude patterns of repositories to leave out, even if included
 */
@ConfigurationProperties(prefix = "catalog", ignoreUnknownFields = false)
public record CatalogProperties(@DefaultValue List<String> repositories, @DefaultValue("**") List<String> include,
        @DefaultValue List<String> exclude) {

    private static final String PATTERN = "[a-z0-9._/*?-]+";

    public CatalogProperties {
        repositories = repositories.stream().map(String::strip).toList();
        include = include.stream().map(String::strip).toList();
        exclude = exclude.stream().map(String::strip).toList();
        repositories.forEach(CatalogProperties::checkName);
        include.forEach((pattern) -> checkPattern("catalog.include", pattern));
        exclude.forEach((pattern) -> checkPattern("catalog.exclude", pattern));
    }

    /** {@link #repositories()} as names. */
    public List<RepositoryName> repositoryNames() {
        return this.repositories.stream().map(RepositoryName::of).toList();
    }

    private static void checkName(String name) {
        if (!RepositoryName.isValid(name)) {
            throw new IllegalArgumentException(
                    "catalog.repositories contains '%s'; it needs to be a list of names such as team/app, without host and tag"
                        .formatted(Printable.of(name)));
        }
    }

    private static void checkPattern(String property, String pattern) {
        if (!pattern.matches(PATTERN) || pattern.startsWith("/") || pattern.endsWith("/")) {
            throw new IllegalArgumentException(
                    "%s contains '%s'; it needs to be a list of patterns such as team/*, team/** or **/app"
                        .formatted(property, Printable.of(pattern)));
        }
    }

}
