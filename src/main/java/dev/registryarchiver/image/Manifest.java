package dev.registryarchiver.image;

/** A document that a registry serves under a tag: the exact bytes, and a view of them. */
public sealed interface Manifest permits ImageManifest, ImageIndex, Schema1Manifest, UnknownManifest {

    /**
     * Address of this document: its media type, and the digest and size of
     * {@link #content()}.
     */
    Descriptor descriptor();

    /** The bytes exactly as served. */
    byte[] content();

}
