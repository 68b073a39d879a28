package dev.registryarchiver.archive;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where archives are kept.
 *
 * @param directory where the tars go; created when it does not exist
 */
@ConfigurationProperties(prefix = "archive", ignoreUnknownFields = false)
public record ArchiveProperties(@DefaultValue("archives") Path directory) {

    public ArchiveProperties {
        if (directory.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "archive.directory is empty; it needs to be a directory such as archives");
        }
    }

}
