package dev.registryarchiver.job;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class PropertyCatalogTests {

    private final PropertyCatalog catalog = new PropertyCatalog();

    @Test
    void knowsEveryPropertyWithItsMeaning() {
        assertThat(this.catalog.properties()).isNotEmpty()
            .extracting(PropertyCatalog.Property::name)
            .contains("registry.url", "selection.tags.include", "job.lanes")
            .isSorted();
        assertThat(this.catalog.properties()).allSatisfy((property) -> {
            assertThat(property.description()).as(property.name()).isNotBlank().doesNotContain("{@");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "registry.url", "transport.readTimeout", "transport.read_timeout", "catalog.include[3]",
            "spring.datasource.url", "logging.level.root", "debug" })
    void acceptsEverySpelling(String name) {
        assertThatNoException().isThrownBy(() -> check(new SimpleCommandLinePropertySource("--" + name + "=x")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "registry", "registry.url.x", "job.lane", "archives.directory", "catalog.includes[0]" })
    void refusesWhatDoesNotExist(String name) {
        assertThatExceptionOfType(UsageException.class)
            .isThrownBy(() -> check(new SimpleCommandLinePropertySource("--" + name + "=x")))
            .withMessageStartingWith("Property '%s' on the command line is unknown", name);
    }

    @Test
    void acceptsSectionsWithoutAnyLineInFilesOnly() {
        assertThatNoException()
            .isThrownBy(() -> check(new OriginTrackedMapPropertySource("file", Map.of("credentials", ""))));
        assertThatExceptionOfType(UsageException.class)
            .isThrownBy(() -> check(new OriginTrackedMapPropertySource("file", Map.of("credential", ""))))
            .withMessageStartingWith("Property 'credential' in file is unknown");
    }

    @Test
    void leavesTheEnvironmentAlone() {
        assertThatNoException()
            .isThrownBy(() -> check(new MapPropertySource("systemEnvironment", Map.of("HOME", "/"))));
    }

    private void check(PropertySource<?> source) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(source);
        this.catalog.check(environment);
    }

}
