package dev.registryarchiver.transport;

import java.util.function.Supplier;

import javax.net.ssl.TrustManager;

import org.springframework.boot.ssl.SslBundles;

/** Which servers are trusted besides, or instead of, those the JDK trusts. */
public final class TrustedAuthorities {

    private TrustedAuthorities() {
    }

    /**
     * What the properties say.
     * @return empty when they leave it to the JDK
     * @throws IllegalArgumentException if they name what cannot be used
     */
    public static TrustManager[] of(TransportProperties properties, Supplier<SslBundles> bundles) {
        return Tls.trust(properties, bundles);
    }

}
