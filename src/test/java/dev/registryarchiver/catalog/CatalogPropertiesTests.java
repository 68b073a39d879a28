package dev.registryarchiver.catalog;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CatalogPropertiesTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new CatalogProperties(List.of(), List.of("**"), List.of()));
    }

    @Test
    void allProperties() {
        CatalogProperties properties = bind(Map.of("catalog.repositories", "team/app, alpine", "catalog.include",
                "team/**,base/*", "catalog.exclude[0]", "**/cache"));

        assertThat(properties).isEqualTo(new CatalogProperties(List.of("team/app", "alpine"),
                List.of("team/**", "base/*"), List.of("**/cache")));
        assertThat(properties.repositoryNames()).containsExactly(RepositoryName.of("team/app"),
                RepositoryName.of("alpine"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "Team/App", "team/app:1.0", "https://host/team/app", "../x", "" })
    void saysWhichNameIsNone(String name) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new CatalogProperties(List.of(name), List.of("**"), List.of()))
            .withMessage("catalog.repositories contains '%s'; it needs to be a list of names such as team/app, "
                .formatted(name) + "without host and tag");
    }

    @ParameterizedTest
    @ValueSource(strings = { "Team/*", "{x}", "/team", "team/", "a b", "" })
    void saysWhichPatternIsNone(String pattern) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new CatalogProperties(List.of(), List.of(pattern), List.of()))
            .withMessageStartingWith("catalog.include contains '" + pattern + "'");
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new CatalogProperties(List.of(), List.of("**"), List.of(pattern)))
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

        RepositoryFilter filter = new RepositoryFilter(new CatalogProperties(List.of(), List.of(include), excluded),
                Shard.WHOLE);

        assertThat(filter.accepts(RepositoryName.of(name))).isEqualTo(accepted);
    }

    private static CatalogProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("catalog",
                CatalogProperties.class);
    }

}
