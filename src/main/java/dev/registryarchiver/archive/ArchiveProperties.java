package dev.registryarchiver.archive;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where archives are kept.
 *
 * @param directory where the tars go: a directory, created when it does not exist, or a
 * bucket in object storage such as s3://bucket/prefix
 * @param keep archives kept of each repository and platform, 1 to 1000, and never fewer
 * than selection.newest
 * @param s3 how to reach object storage
 */
@ConfigurationProperties(prefix = "archive", ignoreUnknownFields = false)
public record ArchiveProperties(@DefaultValue("archives") String directory, @DefaultValue("1") int keep,
        @DefaultValue @NestedConfigurationProperty BucketProperties s3) {

    private static final int MAX_KEEP = 1_000;

    public ArchiveProperties {
        if (directory.isBlank()) {
            throw new IllegalArgumentException(
                    "archive.directory is empty; it needs to be a directory such as archives");
        }
        if (BucketLocation.of(directory).isEmpty() && !isPath(directory)) {
            throw new IllegalArgumentException(
                    "archive.directory is '%s', which is no name of a directory".formatted(directory));
        }
        if (keep < 1 || keep > MAX_KEEP) {
            throw new IllegalArgumentException(
                    "archive.keep is '%d'; it needs to be a number from 1 to %d".formatted(keep, MAX_KEEP));
        }
    }

    /** The place in object storage, where it is one. */
    public Optional<BucketLocation> bucket() {
        return BucketLocation.of(this.directory);
    }

    /** The directory, where it is one. */
    public Path path() {
        return Path.of(this.directory);
    }

    private static boolean isPath(String directory) {
        try {
            return !Path.of(directory).toString().isEmpty();
        }
        catch (InvalidPathException ex) {
            return false;
        }
    }

}
