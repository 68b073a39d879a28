package dev.registryarchiver.archive;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchivePropertiesTests {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of())).isEqualTo(new ArchiveProperties(Path.of("archives"), 1));
    }

    @Test
    void everyPropertyCanBeSet() {
        assertThat(bind(Map.of("archive.directory", "/backup/images", "archive.keep", "1000")))
            .isEqualTo(new ArchiveProperties(Path.of("/backup/images"), 1_000));
    }

    @Test
    void anEmptyDirectoryIsRefused() {
        assertThatThrownBy(() -> new ArchiveProperties(Path.of(""), 1)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.directory is empty; it needs to be a directory such as archives");
    }

    @ParameterizedTest
    @ValueSource(ints = { Integer.MIN_VALUE, 0, 1_001 })
    void keepingNoneOrTooManyIsRefused(int keep) {
        assertThatThrownBy(() -> new ArchiveProperties(Path.of("archives"), keep))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.keep is '%d'; it needs to be a number from 1 to 1000", keep);
    }

    private static ArchiveProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("archive",
                ArchiveProperties.class);
    }

}
