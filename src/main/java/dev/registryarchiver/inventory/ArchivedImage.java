package dev.registryarchiver.inventory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/**
 * An archive that was published.
 *
 * @param repository repository of the image
 * @param root digest of what the archive's index points at
 * @param tag the tag it is named after
 * @param created when the image was built, or {@code null}
 * @param path file, relative to the archive directory, with forward slashes
 * @param size length of the file in bytes
 */
public record ArchivedImage(RepositoryName repository, Digest root, Tag tag, @Nullable Instant created, String path,
        long size) {
}
