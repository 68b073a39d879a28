package dev.registryarchiver.auth;

import java.net.URI;
import java.util.List;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Redaction;

/** A server that offers only ways to authenticate that are not spoken here. */
public final class UnsupportedSchemeException extends AuthenticationException {

    private final List<String> schemes;

    UnsupportedSchemeException(URI requested, List<String> schemes) {
        super("%s offers only %s to authenticate; Bearer and Basic are supported. Enable one of them at the registry or its proxy."
            .formatted(Redaction.of(requested), Printable.of(String.join(", ", schemes))), null);
        this.schemes = schemes;
    }

    /** The schemes offered, in lower case. */
    public List<String> schemes() {
        return this.schemes;
    }

    @Override
    public boolean concernsWholeRun() {
        return true;
    }

}
