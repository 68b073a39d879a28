package dev.registryarchiver.archive;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where archives are kept.
 *
 * @param directory where the tars go; created when it does not exist
 * @param keep archives kept of each repository and platform, 1 to 1000, and never fewer
 * than selection.newest
 */
@ConfigurationProperties(prefix = "archive", ignoreUnknownFields = false)
public record ArchiveProperties(@DefaultValue("archives") Path directory, @DefaultValue("1") int keep) {

    private static final int MAX_KEEP = 1_000;

    public ArchiveProperties {
        if (directory.toString().isBlank()) {
            throw new IllegalArgumentException(
                    "archive.directory is empty; it needs to be a directory such as archives");
        }
        if (keep < 1 || keep > MAX_KEEP) {
            throw new IllegalArgumentException(
                    "archive.keep is '%d'; it needs to be a number from 1 to %d".formatted(keep, MAX_KEEP));
        }
    }

}
