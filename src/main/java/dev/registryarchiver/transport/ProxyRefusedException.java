package dev.registryarchiver.transport;

import java.net.URI;

/** A proxy that does not let us through. */
public final class ProxyRefusedException extends TransportException {

    private static final int LOGIN_REQUIRED = 407;

    private final int status;

    ProxyRefusedException(Proxy proxy, URI uri, int status) {
        super("The proxy %s does not let us through to %s (%d). %s".formatted(proxy, Redaction.of(uri), status,
                remedy(proxy, status)), null);
        this.status = status;
    }

    /** What the proxy answered. */
    public int status() {
        return this.status;
    }

    private static String remedy(Proxy proxy, int status) {
        if (status != LOGIN_REQUIRED) {
            return "Have the proxy allow this server, or add the server to NO_PROXY.";
        }
        return proxy.hasLogin() ? "Correct the user name and password in HTTPS_PROXY or HTTP_PROXY."
                : "Put a user name and password into HTTPS_PROXY or HTTP_PROXY, such as http://user:password@proxy.example.com:3128.";
    }

}
