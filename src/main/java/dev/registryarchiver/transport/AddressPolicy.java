package dev.registryarchiver.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

import org.apache.hc.client5.http.DnsResolver;

/**
 * Keeps requests that a server caused (redirects, token services) away from this machine
 * and from cloud metadata services, unless the registry itself lives there. Names are
 * judged by what they resolve to when the connection is made, so that a name is no way
 * around it.
 */
final class AddressPolicy implements DnsResolver {

    // Metadata services outside of the link-local range: AWS over IPv6, Alibaba Cloud.
    private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200");

    private final String home;

    /**
     * @param home the registry's host; it is reached whatever its address is
     */
    AddressPolicy(String home) {
        this.home = home;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (!host.equalsIgnoreCase(this.home) && Arrays.stream(addresses).anyMatch(AddressPolicy::isInternal)
                && !isHomeInternal()) {
            throw new ForbiddenAddressException(host);
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return InetAddress.getByName(host).getCanonicalHostName();
    }

    private boolean isHomeInternal() {
        try {
            return Arrays.stream(InetAddress.getAllByName(this.home)).anyMatch(AddressPolicy::isInternal);
        }
        catch (UnknownHostException ex) {
            return false;
        }
    }

    private static boolean isInternal(InetAddress address) {
        return address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress()
                || address.isMulticastAddress() || METADATA.contains(address.getHostAddress());
    }

}
