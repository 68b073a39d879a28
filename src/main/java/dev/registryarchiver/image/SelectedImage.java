package dev.registryarchiver.image;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The image chosen to be archived: addresses and the reason, no content.
 *
 * @param repository its repository
 * @param tags every tag that points at it, the one it is named after first
 * @param tagged what the tags point at: the manifest itself, or the index that holds it
 * @param manifest the manifest of the chosen platform
 * @param platform what it runs on
 * @param wholeIndex whether all platforms of the index are to be archived and not just
 * {@code manifest}
 * @param created when it was built, or {@code null} when nothing tells
 * @param dateSource which date that is, in words; the same whatever else is in the
 * repository
 * @param reason which date or rule decided, in words
 */
public record SelectedImage(RepositoryName repository, List<Tag> tags, Descriptor tagged, Descriptor manifest,
        Platform platform, boolean wholeIndex, @Nullable Instant created, String dateSource, String reason) {

    public SelectedImage {
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("A selected image of %s has no tag".formatted(repository));
        }
        tags = List.copyOf(tags);
    }

    /** The tag it is named after. */
    public Tag tag() {
        return this.tags.get(0);
    }

    /**
     * What the archive's index points at: the platform's manifest, or the whole index.
     */
    public Descriptor root() {
        return this.wholeIndex ? this.tagged : this.manifest;
    }

    @Override
    public String toString() {
        return this.repository + ":" + tag();
    }

}
