package dev.registryarchiver.auth;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** Credentials that a registry or its token service does not accept. */
public final class CredentialsRejectedException extends AuthenticationException {

    private final URI server;

    CredentialsRejectedException(URI server, String words) {
        super("%s does not accept the credentials (401%s). Check credentials.username and credentials.password, or log in again if they come from a docker config."
            .formatted(Redaction.of(server), words.isEmpty() ? "" : ", " + words), null);
        this.server = server;
    }

    /** Who rejected them. */
    public URI server() {
        return this.server;
    }

    @Override
    public boolean concernsWholeRun() {
        return true;
    }

}
