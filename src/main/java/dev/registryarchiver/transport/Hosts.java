package dev.registryarchiver.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** Host names and addresses as they stand in URLs. */
final class Hosts {

    private Hosts() {
    }

    /** Without the brackets of IPv6, in lower case. */
    static String bare(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return (bracketed ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    /**
     * Whether this is an address or {@code localhost}, and not a name that only a
     * resolver knows. Numbers in any notation are addresses to somebody.
     */
    static boolean isLiteral(String host) {
        String bare = bare(host);
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        return bare.contains(":") || last.matches("\\d+|0x[0-9a-f]*") || isLocalhost(bare);
    }

    static boolean isLocalhost(String host) {
        String bare = bare(host);
        return bare.equals("localhost") || bare.endsWith(".localhost");
    }

    /** The address that {@code host} spells out, without asking a resolver. */
    static Optional<InetAddress> literal(String host) {
        if (!isLiteral(host) || isLocalhost(host)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare(host)));
        }
        catch (UnknownHostException ex) {
            return Optional.empty();
        }
    }

}
