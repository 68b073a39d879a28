package dev.registryarchiver.selection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.ImageDetails;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Platform;

/**
 * What a reference comes to under a choice of platform.
 *
 * @param platformChoice the platform asked for, or {@code all}
 * @param notAnImage why it is no archivable image, or empty when it is one
 * @param platform what the image runs on
 * @param manifest its manifest, or {@code null} when it is no archivable image
 * @param details what its config says, or {@code null} likewise
 * @param created when it was built, or {@code null} when nothing tells
 * @param reason which date decided, in words
 */
public record Inspection(String platformChoice, String notAnImage, Platform platform, @Nullable ImageManifest manifest,
        @Nullable ImageDetails details, @Nullable Instant created, String reason) {
}
