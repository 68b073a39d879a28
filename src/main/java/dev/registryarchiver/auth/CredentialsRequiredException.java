package dev.registryarchiver.auth;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** Something that is not to be had anonymously, while there are no usable credentials. */
public final class CredentialsRequiredException extends AuthenticationException {

    private final boolean wholeRun;

    CredentialsRequiredException(URI server, String missing, boolean wholeRun) {
        super("%s asks for credentials (401), but there is no %s for it. Set credentials.username and credentials.password, or name a docker config in credentials.docker-config."
            .formatted(Redaction.of(server), missing), null);
        this.wholeRun = wholeRun;
    }

    @Override
    public boolean concernsWholeRun() {
        return this.wholeRun;
    }

}
