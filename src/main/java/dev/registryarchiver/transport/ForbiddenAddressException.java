package dev.registryarchiver.transport;

import java.net.UnknownHostException;

/** A name that resolves to an address requests must not go to. */
final class ForbiddenAddressException extends UnknownHostException {

    private final String host;

    ForbiddenAddressException(String host) {
        super(host);
        this.host = host;
    }

    String reason() {
        return "'%s' is an address of this machine or of its internal services, and the registry is not"
            .formatted(this.host);
    }

}
