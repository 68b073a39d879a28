package dev.registryarchiver.transport;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which proxy leads to a server, by the environment variables that most programs know.
 * This machine is always reached directly.
 */
final class Proxies {

    private final Optional<Proxy> http;

    private final Optional<Proxy> https;

    private final List<Exemption> exemptions;

    private Proxies(Optional<Proxy> http, Optional<Proxy> https, List<Exemption> exemptions) {
        this.http = http;
        this.https = https;
        this.exemptions = exemptions;
    }

    static Proxies of(Map<String, String> environment) {
        List<Exemption> exemptions = Arrays.stream(value(environment, "NO_PROXY").split("[,\\s]+"))
            .filter((entry) -> !entry.isEmpty())
            .map(Exemption::of)
            .toList();
        return new Proxies(proxy(environment, "HTTP_PROXY"), proxy(environment, "HTTPS_PROXY"), exemptions);
    }

    Optional<Proxy> of(URI uri) {
        return of(Origin.of(uri));
    }

    Optional<Proxy> of(Origin origin) {
        Optional<Proxy> proxy = origin.scheme().equals("https") ? this.https : this.http;
        return proxy.filter((each) -> !isDirect(Hosts.bare(origin.host()), origin.port()));
    }

    /** Whether one of the proxies goes by this name. */
    boolean include(String host) {
        return this.http.filter((proxy) -> proxy.host().equals(Hosts.bare(host))).isPresent()
                || this.https.filter((proxy) -> proxy.host().equals(Hosts.bare(host))).isPresent();
    }

    private boolean isDirect(String host, int port) {
        return Hosts.isLocalhost(host) || Hosts.literal(host).filter(InetAddress::isLoopbackAddress).isPresent()
                || this.exemptions.stream().anyMatch((exemption) -> exemption.covers(host, port));
    }

    private static Optional<Proxy> proxy(Map<String, String> environment, String variable) {
        String value = value(environment, variable);
        return value.isEmpty() ? Optional.empty() : Optional.of(Proxy.of(variable, value));
    }

    // The lower-case one goes first, as in curl.
    private static String value(Map<String, String> environment, String variable) {
        String lower = environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "").strip();
        return lower.isEmpty() ? environment.getOrDefault(variable, "").strip() : lower;
    }

    /**
     * One entry of {@code NO_PROXY}.
     *
     * @param host name with all names below it, address, network such as
     * {@code 10.0.0.0/8}, or {@code *}
     * @param port the only port meant, or -1 for all
     */
    private record Exemption(String host, int port) {

        private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+|\\[.*]):(\\d{1,5})");

        static Exemption of(String entry) {
            // More than one colon outside of brackets is IPv6 without a port.
            Matcher parts = HOST_AND_PORT.matcher(entry);
            return parts.matches() ? new Exemption(name(parts.group(1)), Integer.parseInt(parts.group(2)))
                    : new Exemption(name(entry), -1);
        }

        boolean covers(String other, int otherPort) {
            if (this.port != -1 && this.port != otherPort) {
                return false;
            }
            return this.host.equals("*") || other.equals(this.host) || other.endsWith("." + this.host)
                    || Hosts.literal(other).filter(this::contains).isPresent();
        }

        private static String name(String entry) {
            return Hosts.bare(entry.equals("*") ? entry : entry.replaceFirst("^\\*?\\.", ""));
        }

        private boolean contains(InetAddress address) {
            int slash = this.host.indexOf('/');
            String bits = this.host.substring(slash + 1);
            Optional<InetAddress> network = Hosts.literal((slash < 0) ? this.host : this.host.substring(0, slash));
            byte[] own = network.map(InetAddress::getAddress).orElse(new byte[0]);
            byte[] other = address.getAddress();
            if (own.length != other.length || (slash >= 0 && !bits.matches("\\d{1,3}"))) {
                return false;
            }
            int common = (slash < 0) ? own.length * 8 : Integer.parseInt(bits);
            for (int bit = 0; bit < Math.min(common, own.length * 8); bit++) {
                if (((own[bit / 8] ^ other[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }

    }

}
