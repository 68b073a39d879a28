package dev.registryarchiver.transport;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

import org.springframework.util.StringUtils;

/**
 * An HTTP proxy. Its text form holds no credentials.
 *
 * @param host host name or address, without brackets
 * @param port port
 * @param username user name for the proxy, or empty
 * @param password password for the proxy, or empty
 */
record Proxy(String host, int port, String username, String password) {

    private static final int DEFAULT_PORT = 80;

    /**
     * Parses the value of an environment variable, such as
     * {@code http://user:password@proxy.example.com:3128}.
     */
    static Proxy of(String variable, String value) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            if (uri.getHost() != null && uri.getScheme().equalsIgnoreCase("http")) {
                String[] login = ((uri.getRawUserInfo() != null) ? uri.getRawUserInfo() : "").split(":", 2);
                return new Proxy(Hosts.bare(uri.getHost()), (uri.getPort() != -1) ? uri.getPort() : DEFAULT_PORT,
                        decode(login[0]), (login.length > 1) ? decode(login[1]) : "");
            }
        }
        catch (URISyntaxException | IllegalArgumentException ex) {
            // The value is not shown: it may hold a password.
        }
        throw new IllegalArgumentException(
                "The environment variable %s is no address of an HTTP proxy; it needs to be such as http://proxy.example.com:3128. Special characters in a password are written as %%40 for @."
                    .formatted(variable));
    }

    boolean hasLogin() {
        return !this.username.isEmpty();
    }

    @Override
    public String toString() {
        return "http://" + (this.host.contains(":") ? "[" + this.host + "]" : this.host) + ":" + this.port;
    }

    private static String decode(String value) {
        return StringUtils.uriDecode(value, StandardCharsets.UTF_8);
    }

}
