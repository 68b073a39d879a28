package dev.registryarchiver.transport;

import java.io.IOException;

/** A proxy that could not reach the server. */
final class ProxyFailedException extends IOException {

    ProxyFailedException(int status) {
        super("status " + status);
    }

}
