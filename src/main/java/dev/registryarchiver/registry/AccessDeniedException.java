package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** The registry knows the user and refuses what was asked (status 403). */
public final class AccessDeniedException extends RegistryException {

    AccessDeniedException(String action, URI uri, ErrorBody error) {
        super("Cannot %s: %s answered 403%s. Grant the user pull access, or look for a rule that blocks this machine."
            .formatted(action, Redaction.of(uri), error.inParentheses()));
    }

}
