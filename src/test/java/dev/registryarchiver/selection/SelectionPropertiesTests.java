package dev.registryarchiver.selection;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.registryarchiver.image.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SelectionPropertiesTests {

    @Test
    void hasDefaults() {
        SelectionProperties properties = bind(Map.of());

        assertThat(properties.tags().include()).isEmpty();
        assertThat(properties.tags().exclude()).isEmpty();
        assertThat(properties.platform()).containsExactly("linux/amd64");
        assertThat(properties.newest()).isEqualTo(1);
    }

    @Test
    void takesEveryProperty() {
        SelectionProperties properties = bind(
                Map.of("selection.tags.include", "v.*,release-.*", "selection.tags.exclude[0]", ".*-\\d{1,3}",
                        "selection.platform", "linux/aarch64, linux/x86_64", "selection.newest", "100"));

        assertThat(properties.tags().include()).containsExactly("v.*", "release-.*");
        assertThat(properties.tags().exclude()).containsExactly(".*-\\d{1,3}");
        assertThat(properties.platform()).containsExactly("linux/arm64", "linux/amd64");
        assertThat(properties.newest()).isEqualTo(100);
    }

    @Test
    void takesAllPlatformsByOneWord() {
        assertThat(bind(Map.of("selection.platform", "ALL")).platformChoices()).containsExactly(PlatformChoice.ALL);
    }

    @Test
    void takesSamePlatformOnce() {
        assertThat(bind(Map.of("selection.platform", "linux/arm64,linux/arm64/v8")).platform())
            .containsExactly("linux/arm64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            selection.newest | 0 | selection.newest is '0'; it needs to be a number from 1 to 100
            selection.newest | 101 | selection.newest is '101'; it needs to be a number from 1 to 100
            selection.platform | amd64 | selection.platform: 'amd64' is not a platform
            selection.platform | all,linux/amd64 | selection.platform names 'all' beside other platforms
            selection.platform | '' | selection.platform is empty
            selection.tags.include | a(b | selection.tags.include: 'a(b' is not a regular expression (Unclosed group
            selection.tags.exclude | *a | selection.tags.exclude: '*a' is not a regular expression (Dangling
            """)
    void saysWhichPropertyIsWrong(String property, String value, String message) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of(property, value)))
            .satisfies((ex) -> assertThat(messages(ex)).anyMatch((each) -> each.startsWith(message)));
    }

    @Test
    void matchesWholeTags() {
        TagPolicy policy = new SelectionProperties.Tags(List.of("v\\d+", "release-.*"), List.of(".*-rc")).policy();

        assertThat(policy.accepts(Tag.of("v12"))).isTrue();
        assertThat(policy.accepts(Tag.of("v12-dev"))).isFalse();
        assertThat(policy.accepts(Tag.of("release-1"))).isTrue();
        assertThat(policy.accepts(Tag.of("release-1-rc"))).isFalse();
    }

    private static List<String> messages(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
            .map((cause) -> String.valueOf(cause.getMessage()))
            .toList();
    }

    private static SelectionProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("selection",
                SelectionProperties.class);
    }

}
