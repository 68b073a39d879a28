package dev.registryarchiver.auth;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.Origin;

/**
 * Decides whether a realm may be asked for a token. The realm is input from the network:
 * unchecked it reaches internal services or carries credentials away (CVE-2026-48978,
 * CVE-2026-33540). Addresses are judged here as far as they are literal; what a name
 * resolves to is judged by the transport when it connects.
 */
final class RealmPolicy {

    private final Registry registry;

    private final Origin home;

    private final List<String> trustedHosts;

    /**
     * @param trustedHosts {@code host} or {@code host:port} the user trusts whatever
     * their address is
     */
    RealmPolicy(Registry registry, List<String> trustedHosts) {
        this.registry = registry;
        this.home = Origin.of(URI.create(registry.url()));
        this.trustedHosts = trustedHosts;
    }

    /**
     * The address to ask.
     * @param realm as the server spelled it; a relative one belongs to the registry
     * @param requested the request that was answered with it
     * @throws UntrustedRealmException if credentials must not go there
     */
    URI check(String realm, URI requested) {
        URI uri = absolute(realm, requested);
        Origin origin = Origin.of(uri);
        if (this.home.scheme().equals("https") && !origin.scheme().equals("https")) {
            throw new UntrustedRealmException(requested, "%s would be asked without TLS".formatted(origin));
        }
        boolean sameServer = origin.host().equals(this.home.host()) && origin.port() == this.home.port();
        if (!sameServer && !isTrusted(origin) && !isReachableFromHome(origin.host())) {
            throw new UntrustedRealmException(requested, "%s is an internal address".formatted(origin));
        }
        return uri;
    }

    private static URI absolute(String realm, URI requested) {
        try {
            URI uri = requested.resolve(new URI(realm));
            String scheme = (uri.getScheme() != null) ? uri.getScheme() : "";
            boolean http = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null) {
                return uri;
            }
        }
        catch (URISyntaxException ex) {
            // The value is not shown: it may hold a password.
        }
        throw new UntrustedRealmException(requested,
                "its realm is no plain http(s) address without user name and fragment");
    }

    private boolean isTrusted(Origin origin) {
        return this.trustedHosts.contains(origin.host())
                || this.trustedHosts.contains(origin.host() + ":" + origin.port());
    }

    private boolean isReachableFromHome(String host) {
        return switch (Reach.of(host)) {
            case PUBLIC -> true;
            case PRIVATE -> reachOfHome() != Reach.PUBLIC;
            case LOOPBACK -> reachOfHome() == Reach.LOOPBACK;
            case FORBIDDEN -> false;
        };
    }

    private Reach reachOfHome() {
        return Reach.ofResolved(this.registry.host(), Reach.PUBLIC);
    }

    /** From where an address can be reached. */
    private enum Reach {

        // In this order: of several addresses of a name, the most internal one counts.
        PUBLIC, PRIVATE, LOOPBACK, FORBIDDEN;

        // Metadata services outside of the link-local range: AWS over IPv6, Alibaba
        // Cloud.
        private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200");

        /** Judges literal addresses and {@code localhost}; all other names are public. */
        static Reach of(String host) {
            String name = host.toLowerCase(Locale.ROOT);
            if (name.equals("localhost") || name.endsWith(".localhost")) {
                return LOOPBACK;
            }
            return (name.startsWith("[") || name.matches("[0-9.]+")) ? ofResolved(name, FORBIDDEN) : PUBLIC;
        }

        static Reach ofResolved(String host, Reach unknown) {
            try {
                return Arrays.stream(InetAddress.getAllByName(host))
                    .map(Reach::of)
                    .max(Reach::compareTo)
                    .orElse(PUBLIC);
            }
            catch (UnknownHostException ex) {
                return unknown;
            }
        }

        private static Reach of(InetAddress address) {
            if (address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()
                    || METADATA.contains(address.getHostAddress())) {
                return FORBIDDEN;
            }
            if (address.isLoopbackAddress()) {
                return LOOPBACK;
            }
            boolean uniqueLocal = address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
            return (address.isSiteLocalAddress() || uniqueLocal) ? PRIVATE : PUBLIC;
        }

    }

}
