package dev.registryarchiver.image;

import org.jspecify.annotations.Nullable;

/**
 * A manifest of Docker schema 1, which today's loaders refuse. Its build time can be
 * read, its archive cannot be made.
 *
 * @param descriptor address of this document
 * @param content the bytes as served
 * @param created build time as written in the newest history entry, or {@code null}
 */
public record Schema1Manifest(Descriptor descriptor, byte[] content, @Nullable String created) implements Manifest {
}
