package dev.registryarchiver.selection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A candidate in its place.
 *
 * @param candidate the image
 * @param built when it was built, or {@code null} when nothing trustworthy tells
 * @param dateSource which source told, in words; depends on the image alone
 * @param reason which source or rule decided, in words; may depend on other images
 */
record RankedImage(Candidate candidate, @Nullable Instant built, String dateSource, String reason) {
}
