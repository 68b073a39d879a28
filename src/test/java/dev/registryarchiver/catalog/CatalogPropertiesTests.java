package dev.registryarchiver.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CatalogPropertiesTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(CatalogProperties.ofRegistry(List.of(), List.of("**"), List.of()));
    }

    @Test
    void allProperties() {
        CatalogProperties properties = bind(Map.of("catalog.repositories", "team/app, alpine", "catalog.include",
                "team/**,base/*", "catalog.exclude[0]", "**/cache"));

        assertThat(properties).isEqualTo(CatalogProperties.ofRegistry(List.of("team/app", "alpine"),
                List.of("team/**", "base/*"), List.of("**/cache")));
        assertThat(properties.repositoryNames()).containsExactly(RepositoryName.of("team/app"),
                RepositoryName.of("alpine"));
    }

    @Test
    void allPropertiesOfAnApi() {
        CatalogProperties properties = bind(
                Map.of("catalog.source", "gitlab", "catalog.namespaces", "team, team/sub", "catalog.api-url",
                        "https://gitlab.example.com/git", "catalog.username", "ci", "catalog.token", "s3cret"));

        assertThat(properties)
            .isEqualTo(new CatalogProperties(CatalogSource.GITLAB, List.of(), null, List.of("team", "team/sub"),
                    URI.create("https://gitlab.example.com/git"), "ci", "s3cret", List.of("**"), List.of()));
        assertThat(properties.namesRepositories()).isFalse();
        assertThat(properties.toString()).contains("gitlab").doesNotContain("s3cret");
    }

    @Test
    void allPropertiesOfAFile() {
        CatalogProperties properties = bind(Map.of("catalog.source", "file", "catalog.file", "/names.txt"));

        assertThat(properties.file()).isEqualTo(Path.of("/names.txt"));
        assertThat(properties.namesRepositories()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "catalog.source=file|catalog.file is not set",
            "catalog.source=ghcr|set catalog.namespaces", "catalog.source=quay|set catalog.namespaces",
            "catalog.source=docker-hub|which lists by namespace",
            "catalog.file=x|catalog.file is set, but catalog.source is registry",
            "catalog.token=x|catalog.token is set, but catalog.source is registry",
            "catalog.namespaces=x|catalog.namespaces is set, but catalog.source is registry",
            "catalog.source=harbor;catalog.repositories=a|catalog.repositories is set, but catalog.source is harbor",
            "catalog.source=harbor;catalog.namespaces=../x|catalog.namespaces contains '../x'",
            "catalog.source=harbor;catalog.namespaces=a/../x|catalog.namespaces contains",
            "catalog.source=harbor;catalog.namespaces=a?b|catalog.namespaces contains",
            "catalog.source=harbor;catalog.api-url=ftp://host|catalog.api-url is not an address",
            "catalog.source=harbor;catalog.api-url=https://u:p@host|catalog.api-url is not an address" })
    void saysWhatDoesNotFit(String properties, String message) {
        Map<String, String> map = Arrays.stream(properties.split(";"))
            .map((property) -> property.split("=", 2))
            .collect(Collectors.toMap((property) -> property[0], (property) -> property[1]));

        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(map))
            .havingRootCause()
            .withMessageContaining(message)
            .withMessageNotContaining("u:p");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Team/App", "team/app:1.0", "https://host/team/app", "../x", "" })
    void saysWhichNameIsNone(String name) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> CatalogProperties.ofRegistry(List.of(name), List.of("**"), List.of()))
            .withMessage("catalog.repositories contains '%s'; it needs to be a list of names such as team/app, "
                .formatted(name) + "without host and tag");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Team/*", "{x}", "/team", "team/", "a b", "" })
    void saysWhichPatternIsNone(String pattern) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> CatalogProperties.ofRegistry(List.of(), List.of(pattern), List.of()))
            .withMessageStartingWith("catalog.include contains '" + pattern + "'");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> CatalogProperties.ofRegistry(List.of(), List.of("**"), List.of(pattern)))
            .withMessageStartingWith("catalog.exclude contains '" + pattern + "'");
    }

    @ParameterizedTest
    @CsvSource({ "**,'',team/app,true", "team/*,'',team/app,true", "team/*,'',team/sub/app,false",
            "team/**,'',team/sub/app,true", "*,'',team/app,false", "*,'',app,true", "**/app,'',app,true",
            "**/app,'',team/sub/app,true", "team/ap?,'',team/app,true", "team/ap?,'',team/ap,false",
            "**,team/**,team/app,false", "**,team/**,teams/app,true", "team/app,team/app,team/app,false",
            "team-*/app,'',team-a/app,true" })
    void filtersByPattern(String include, String exclude, String name, boolean accepted) {
        List<String> excluded = exclude.isEmpty() ? List.of() : List.of(exclude);

        RepositoryFilter filter = new RepositoryFilter(
                CatalogProperties.ofRegistry(List.of(), List.of(include), excluded), Shard.WHOLE);

        assertThat(filter.accepts(RepositoryName.of(name))).isEqualTo(accepted);
    }

    private static CatalogProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("catalog",
                CatalogProperties.class);
    }

}
