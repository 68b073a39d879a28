package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/**
 * The registry no longer knows where a page begins, because the repository before it was
 * deleted meanwhile. Listing again from the first page helps.
 */
public final class CursorRefusedException extends RegistryException {

    private final int status;

    CursorRefusedException(URI uri, int status, ErrorBody error) {
        super("Cannot go on listing repositories at %s: it answered %d%s. List them from the beginning."
            .formatted(Redaction.of(uri), status, error.inParentheses()));
        this.status = status;
    }

    /** HTTP status of the answer: 400 (Harbor) or 404 (zot). */
    public int status() {
        return this.status;
    }

}
