package dev.registryarchiver.transport;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and effective port: what decides whether credentials may be sent along.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower-case host name or address
 * @param port the port really used
 */
public record Origin(String scheme, String host, int port) {

    /** The origin of an absolute address. */
    public static Origin of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("'%s' has no scheme or host".formatted(Redaction.of(uri)));
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = (uri.getPort() != -1) ? uri.getPort() : (scheme.equals("https") ? 443 : 80);
        return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    @Override
    public String toString() {
        return this.scheme + "://" + this.host + ":" + this.port;
    }

}
