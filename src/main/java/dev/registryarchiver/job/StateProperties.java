package dev.registryarchiver.job;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

import dev.registryarchiver.archive.ArchiveProperties;
import dev.registryarchiver.archive.BucketLocation;

/**
 * Where the job state and the reports are kept.
 *
 * @param directory where job state and reports go; .state in the archive directory when
 * not set, and where archives are in object storage .registry-archiver in the working
 * directory
 */
@ConfigurationProperties(prefix = "state", ignoreUnknownFields = false)
public record StateProperties(@Nullable Path directory) {

    private static final String IN_ARCHIVE_DIRECTORY = ".state";

    // Each place has a state of its own, as each archive directory has.
    private static final String IN_WORKING_DIRECTORY = ".registry-archiver";

    public StateProperties {
        if (directory != null && directory.toString().isBlank()) {
            throw new IllegalArgumentException("state.directory is empty; give it a value, or leave it out");
        }
    }

    /** Where they go for the archives in a place. */
    Path directory(ArchiveProperties archive) {
        if (this.directory != null) {
            return this.directory;
        }
        return archive.bucket()
            .map(StateProperties::inWorkingDirectory)
            .orElseGet(() -> archive.path().resolve(IN_ARCHIVE_DIRECTORY));
    }

    private static Path inWorkingDirectory(BucketLocation location) {
        return Path.of(IN_WORKING_DIRECTORY, location.bucket()).resolve(location.prefix());
    }

}
