package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;

/** TLS failed; it is neither retried nor replaced by plain HTTP. */
public final class UntrustedServerException extends TransportException {

    UntrustedServerException(URI uri, IOException cause) {
        super("Cannot talk to %s over TLS: %s".formatted(Redaction.of(uri), remedy(String.valueOf(cause.getMessage()))),
                cause);
    }

    private static String remedy(String message) {
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "the server does not speak TLS on this port. Spell out http:// in registry.url if plain HTTP is meant.";
        }
        if (message.contains("PKIX") || message.contains("certificate") || message.contains("Certificate")) {
            return "its certificate is not trusted. Trust its authority in a trust store given by "
                    + "-Djavax.net.ssl.trustStore, or check that the host name is the one in the certificate.";
        }
        return "the handshake failed. Check the port and the protocol versions of the server.";
    }

}
