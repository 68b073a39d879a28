package dev.registryarchiver.selection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A candidate in its place.
 *
 * @param candidate the image
 * @param built when it was built, or {@code null} when nothing trustworthy tells
 * @param reason which source decided, in words
 */
record RankedImage(Candidate candidate, @Nullable Instant built, String reason) {
}
