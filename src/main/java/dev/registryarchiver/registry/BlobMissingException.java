package dev.registryarchiver.registry;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/** A manifest names a config or layer that the registry does not have. */
public final class BlobMissingException extends RegistryException {

    private final Descriptor blob;

    BlobMissingException(RepositoryName repository, Descriptor blob) {
        super("The registry has no blob %s in %s although a manifest names it; push the image again."
            .formatted(blob.digest(), repository));
        this.blob = blob;
    }

    /** The address without content. */
    public Descriptor blob() {
        return this.blob;
    }

    @Override
    public boolean isLasting() {
        return true;
    }

}
