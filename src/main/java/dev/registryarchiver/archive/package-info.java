/**
 * Lays out, fills, verifies and publishes a loadable tar.
 * <p>
 * The manifest tells the exact size of every blob, so the whole archive is laid out
 * before the first layer is fetched: {@link dev.registryarchiver.archive.ImageArchiver}
 * reads the documents, every header and offset is computed, and blobs arrive in parallel
 * straight in their slots of a {@code .tar.partial} beside the target. Only an archive
 * that is complete and verified gets its final name.
 */
@NullMarked
package dev.registryarchiver.archive;

import org.jspecify.annotations.NullMarked;
