package dev.registryarchiver.archive;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchivePropertiesTests {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of())).isEqualTo(new ArchiveProperties(Path.of("archives")));
    }

    @Test
    void everyPropertyCanBeSet() {
        assertThat(bind(Map.of("archive.directory", "/backup/images")))
            .isEqualTo(new ArchiveProperties(Path.of("/backup/images")));
    }

    @Test
    void anEmptyDirectoryIsRefused() {
        assertThatThrownBy(() -> new ArchiveProperties(Path.of(""))).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("archive.directory is empty; it needs to be a directory such as archives");
    }

    private static ArchiveProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("archive",
                ArchiveProperties.class);
    }

}
