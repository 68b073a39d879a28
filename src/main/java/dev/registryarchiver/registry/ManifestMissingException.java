package dev.registryarchiver.registry;

import dev.registryarchiver.image.RepositoryName;

/**
 * The registry does not have a manifest: its tag was deleted, or an index names a
 * platform that was never pushed.
 */
public final class ManifestMissingException extends RegistryException {

    private final RepositoryName repository;

    private final String reference;

    /**
     * @param reference tag or digest
     */
    ManifestMissingException(RepositoryName repository, String reference) {
        super("The registry has no manifest %s in %s; it was deleted or never pushed.".formatted(reference,
                repository));
        this.repository = repository;
        this.reference = reference;
    }

    public RepositoryName repository() {
        return this.repository;
    }

    /** The tag or digest that is missing. */
    public String reference() {
        return this.reference;
    }

}
