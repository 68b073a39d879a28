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
        if (message.contains("validity check failed") || message.contains("NotAfter")) {
            return "its certificate has expired or is not valid yet. Renew it, or correct the clock of this machine.";
        }
        if (message.contains("subject alternative names") || message.contains("doesn't match")) {
            return "its certificate is for another host name. Give the name in the certificate in registry.url, "
                    + "or have a certificate made for this one.";
        }
        if (message.contains("fatal alert: bad_certificate") || message.contains("fatal alert: certificate_")
                || message.contains("fatal alert: unknown_ca")) {
            return "it does not accept our certificate, or asks for one. "
                    + "Give a client certificate by transport.ssl-bundle.";
        }
        if (message.contains("PKIX") || message.contains("certificate") || message.contains("Certificate")) {
            return "its certificate is not trusted. Name a PEM file with the certificate of its authority in "
                    + "transport.ca-certificates.";
        }
        return "the handshake failed. Check the port and the protocol versions of the server.";
    }

}
