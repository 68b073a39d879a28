package dev.registryarchiver.image;

/**
 * A document of a type that is no image manifest and no index, such as the withdrawn OCI
 * artifact manifest.
 *
 * @param descriptor address of this document
 * @param content the bytes as served
 */
public record UnknownManifest(Descriptor descriptor, byte[] content) implements Manifest {
}
