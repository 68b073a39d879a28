package dev.registryarchiver.inventory;

import dev.registryarchiver.image.Digest;

/**
 * A blob as it lies in a published archive.
 *
 * @param digest its digest
 * @param path file of the archive, relative to the archive directory, with forward
 * slashes
 * @param position its first byte in the file
 * @param size number of bytes
 */
public record ArchivedBlob(Digest digest, String path, long position, long size) {
}
