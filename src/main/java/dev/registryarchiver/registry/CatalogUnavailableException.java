package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** The registry does not let anybody, or this user, list its repositories. */
public final class CatalogUnavailableException extends RegistryException {

    private final int status;

    CatalogUnavailableException(URI uri, int status, ErrorBody error) {
        super("Cannot list repositories: the catalog is not available, %s answered %d%s. ".formatted(Redaction.of(uri),
                status, error.inParentheses())
                + "Name the repositories in catalog.repositories instead, or use a user who may read the catalog.");
        this.status = status;
    }

    /** HTTP status of the answer: 403, 404, 405 or 501. */
    public int status() {
        return this.status;
    }

}
