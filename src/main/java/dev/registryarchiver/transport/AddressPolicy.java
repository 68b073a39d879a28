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

    private final Proxies proxies;

    /**
     * @param home the registry's host; it is reached whatever its address is
     * @param proxies reached whatever their addresses are
     */
    AddressPolicy(String home, Proxies proxies) {
        this.home = Hosts.bare(home);
        this.proxies = proxies;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (!this.proxies.include(host)) {
            check(host, addresses);
        }
        return addresses;
    }

    /**
     * Judges what {@link #resolve} does not get to see: names that a proxy resolves, of
     * which only literal addresses can be judged here, and a server that has the name of
     * a proxy.
     */
    void checkTarget(String host, boolean proxied) throws UnknownHostException {
        if (proxied ? Hosts.isLiteral(host) : this.proxies.include(host)) {
            check(host, InetAddress.getAllByName(host));
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return InetAddress.getByName(host).getCanonicalHostName();
    }

    private void check(String host, InetAddress[] addresses) throws ForbiddenAddressException {
        if (!Hosts.bare(host).equals(this.home) && Arrays.stream(addresses).anyMatch(AddressPolicy::isInternal)
                && !isHomeInternal()) {
            throw new ForbiddenAddressException(host);
        }
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
