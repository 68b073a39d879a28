package dev.registryarchiver.archive;

import java.time.Instant;

/**
 * A published archive, as the place that it is kept in tells of it.
 *
 * @param name file, relative to that place, with forward slashes
 * @param size length in bytes
 * @param modified when it was published
 */
public record ArchiveFile(String name, long size, Instant modified) {

}
