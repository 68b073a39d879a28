package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Redaction;

/** Something answers at the address, but it does not speak the distribution API. */
public final class NotARegistryException extends RegistryException {

    private final int status;

    NotARegistryException(URI uri, int status, String contentType) {
        super("%s does not answer as a container registry: it sent status %d with %s. ".formatted(Redaction.of(uri),
                status, contentType.isEmpty() ? "no content type" : Printable.of(contentType))
                + "Check host and port of registry.url and whether the registry lives below a path, "
                + "such as https://host/artifactory/api/docker/team.");
        this.status = status;
    }

    private NotARegistryException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** Go, nginx and others recognize plain HTTP on a port that is meant for TLS. */
    static NotARegistryException wantingTls(URI uri, int status) {
        return new NotARegistryException(
                "%s speaks TLS on this port (it answered %d). Spell out https:// in registry.url."
                    .formatted(Redaction.of(uri), status),
                status);
    }

    /** HTTP status of the answer. */
    public int status() {
        return this.status;
    }

}
