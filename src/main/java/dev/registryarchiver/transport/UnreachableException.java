package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

import org.apache.hc.client5.http.HttpHostConnectException;

/** The server could not be reached, or the connection broke again and again. */
public final class UnreachableException extends TransportException {

    private final String reason;

    UnreachableException(URI uri, Optional<Proxy> proxy, IOException cause) {
        super("Cannot reach %s%s: %s. Check the address and the network, then run again.".formatted(Redaction.of(uri),
                proxy.map((each) -> " through the proxy " + each).orElse(""), reason(cause)), cause);
        this.reason = reason(cause);
    }

    /** What kept us from it, in words. */
    public String reason() {
        return this.reason;
    }

    static String reason(IOException cause) {
        if (cause instanceof ForbiddenAddressException forbidden) {
            return forbidden.reason();
        }
        if (cause instanceof ProxyFailedException) {
            return "the proxy does not reach it (%s)".formatted(cause.getMessage());
        }
        if (cause instanceof UnknownHostException) {
            return "the host name is unknown";
        }
        if (cause instanceof HttpHostConnectException || cause instanceof ConnectException) {
            return "the connection was refused";
        }
        if (cause instanceof SocketTimeoutException) {
            return "no answer came in time";
        }
        return "the connection broke (%s)".formatted(cause.getClass().getSimpleName());
    }

}
