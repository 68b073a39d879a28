package dev.registryarchiver.inventory;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Every date a manifest and its config tell about the build of an image, each
 * {@code null} when absent or unreadable. All are kept, and none is judged here: which
 * one to believe may be decided anew each night.
 *
 * @param created {@code created} of the config
 * @param manifestAnnotation {@code org.opencontainers.image.created} of the manifest
 * @param indexAnnotation the same annotation of the index
 * @param label the config label of that name
 * @param buildDateLabel the older config label {@code org.label-schema.build-date}
 * @param lastHistory time of the newest history entry
 */
public record BuildDates(@Nullable Instant created, @Nullable Instant manifestAnnotation,
        @Nullable Instant indexAnnotation, @Nullable Instant label, @Nullable Instant buildDateLabel,
        @Nullable Instant lastHistory) {

    /** Nothing is known. */
    public static final BuildDates NONE = new BuildDates(null, null, null, null, null, null);

}
