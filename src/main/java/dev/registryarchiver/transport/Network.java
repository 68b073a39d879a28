package dev.registryarchiver.transport;

import java.util.Map;
import java.util.function.Supplier;

import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import org.springframework.boot.ssl.SslBundles;

/** What lies between this machine and the servers: certificates and proxies. */
public final class Network {

    private final TlsSocketStrategy tls;

    private final Proxies proxies;

    private Network(TlsSocketStrategy tls, Proxies proxies) {
        this.tls = tls;
        this.proxies = proxies;
    }

    /**
     * The network as its user describes it.
     * @param environment variables that name proxies: {@code HTTPS_PROXY},
     * {@code HTTP_PROXY}, {@code NO_PROXY}, in upper or lower case
     * @param bundles what {@code transport.ssl-bundle} names one of
     * @throws IllegalArgumentException if certificates or proxies cannot be used
     */
    public static Network of(TransportProperties properties, Map<String, String> environment,
            Supplier<SslBundles> bundles) {
        return new Network(Tls.of(properties, bundles), Proxies.of(environment));
    }

    /** No proxies, and the authorities that the JDK trusts. */
    static Network direct() {
        return new Network(Tls.onDemand(), Proxies.of(Map.of()));
    }

    TlsSocketStrategy tls() {
        return this.tls;
    }

    Proxies proxies() {
        return this.proxies;
    }

}
