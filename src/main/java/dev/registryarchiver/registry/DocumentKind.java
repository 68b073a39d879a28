package dev.registryarchiver.registry;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/** Where a document lives in a registry, and how large it may be. */
enum DocumentKind {

    /** A manifest or index; distribution and containers/image accept as much. */
    MANIFEST("manifest", "manifests", 4 << 20),

    /** A config. */
    BLOB("blob", "blobs", 8 << 20);

    private final String word;

    private final String path;

    private final int limit;

    DocumentKind(String word, String path, int limit) {
        this.word = word;
        this.path = path;
        this.limit = limit;
    }

    /** What it is called in messages. */
    String word() {
        return this.word;
    }

    /** The path segment between repository and reference. */
    String path() {
        return this.path;
    }

    /** Most bytes accepted. */
    int limit() {
        return this.limit;
    }

    RegistryException missing(RepositoryName repository, Descriptor descriptor) {
        return (this == MANIFEST) ? new ManifestMissingException(repository, descriptor.digest().toString())
                : new BlobMissingException(repository, descriptor);
    }

}
