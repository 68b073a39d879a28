package dev.registryarchiver.inventory;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Platform;

/**
 * What was once learned of a manifest or index under a choice of platform. A digest never
 * changes its content, so this stays true for ever.
 *
 * @param tagged address of the manifest or index a tag points at
 * @param platformChoice the choice of platform it was read under, as configured, such as
 * {@code linux/amd64} or {@code all}
 * @param notAnImage why it is no archivable image, or empty when it is one
 * @param manifest address of the chosen platform's manifest; {@code tagged} itself when
 * that is a manifest
 * @param platform what the image runs on
 * @param dates every date it tells
 * @param size bytes of its config and layers
 */
public record KnownImage(Descriptor tagged, String platformChoice, String notAnImage, Descriptor manifest,
        Platform platform, BuildDates dates, long size) {

    public KnownImage {
        // There may be a hundred thousand in memory, and for nearly all it is the same.
        manifest = manifest.equals(tagged) ? tagged : manifest;
    }

    /** Something that is not to be archived, with the reason in words. */
    public static KnownImage notAnImage(Descriptor tagged, String platformChoice, String why) {
        return new KnownImage(tagged, platformChoice, why, tagged, new Platform("", "", "", ""), BuildDates.NONE, 0);
    }

    /** Whether it can be archived. */
    public boolean isImage() {
        return this.notAnImage.isEmpty();
    }

}
