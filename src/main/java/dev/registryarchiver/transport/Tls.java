package dev.registryarchiver.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.util.function.SingletonSupplier;

/** Makes TLS of the properties: which authorities are trusted, and who we are. */
final class Tls {

    private Tls() {
    }

    static TlsSocketStrategy of(TransportProperties properties, Supplier<SslBundles> bundles) {
        if (properties.sslBundle() == null && properties.caCertificates() == null) {
            return onDemand();
        }
        SslBundle bundle = bundleOf(properties, bundles);
        return ClientTlsStrategyBuilder.create()
            .setSslContext(context(bundle, authorities(properties)))
            .setTlsVersions(bundle.getOptions().getEnabledProtocols())
            .setCiphers(bundle.getOptions().getCiphers())
            .buildClassic();
    }

    /**
     * Trusts whom the JDK trusts. Reading its authorities takes a while, which is wasted
     * on registries behind plain HTTP; nothing in it can be wrong in the settings.
     */
    static TlsSocketStrategy onDemand() {
        Supplier<TlsSocketStrategy> strategy = SingletonSupplier.of(DefaultClientTlsStrategy::createDefault);
        return (socket, target, port, attachment, context) -> strategy.get()
            .upgrade(socket, target, port, attachment, context);
    }

    /** Who is trusted; empty when that is left to the JDK. */
    static TrustManager[] trust(TransportProperties properties, Supplier<SslBundles> bundles) {
        if (properties.sslBundle() == null && properties.caCertificates() == null) {
            return new TrustManager[0];
        }
        try {
            return trust(bundleOf(properties, bundles).getManagers().getTrustManagers(), authorities(properties));
        }
        catch (GeneralSecurityException | IOException ex) {
            throw unusable(ex);
        }
    }

    private static SslBundle bundleOf(TransportProperties properties, Supplier<SslBundles> bundles) {
        return (properties.sslBundle() != null) ? bundle(properties.sslBundle(), bundles) : SslBundle.of(null);
    }

    private static List<X509Certificate> authorities(TransportProperties properties) {
        return (properties.caCertificates() != null) ? certificates(properties.caCertificates()) : List.of();
    }

    private static SslBundle bundle(String name, Supplier<SslBundles> bundles) {
        try {
            SslBundle bundle = bundles.get().getBundle(name);
            bundle.getManagers().getKeyManagers();
            return bundle;
        }
        catch (NoSuchSslBundleException ex) {
            throw new IllegalArgumentException(
                    "transport.ssl-bundle is '%s', but there is no such bundle. Define it by spring.ssl.bundle.pem.%s or spring.ssl.bundle.jks.%s."
                        .formatted(name, name, name));
        }
        catch (RuntimeException ex) {
            throw new IllegalArgumentException(
                    "transport.ssl-bundle is '%s', which cannot be used: %s. Check the spring.ssl.bundle properties."
                        .formatted(name, reason(ex)),
                    ex);
        }
    }

    private static List<X509Certificate> certificates(Path file) {
        try {
            List<X509Certificate> certificates = PemContent.load(file).getCertificates();
            if (!certificates.isEmpty()) {
                return certificates;
            }
        }
        catch (IOException ex) {
            throw new IllegalArgumentException(
                    "transport.ca-certificates is '%s', which cannot be read (%s). Name a file with certificates in PEM."
                        .formatted(file, ex.getClass().getSimpleName()));
        }
        catch (IllegalStateException | IllegalArgumentException ex) {
            // The sentence below says it.
        }
        throw new IllegalArgumentException(
                "transport.ca-certificates is '%s', which holds no certificates in PEM. They begin with -----BEGIN CERTIFICATE-----."
                    .formatted(file));
    }

    private static SSLContext context(SslBundle bundle, List<X509Certificate> authorities) {
        try {
            SSLContext context = SSLContext.getInstance(bundle.getProtocol());
            context.init(bundle.getManagers().getKeyManagers(),
                    trust(bundle.getManagers().getTrustManagers(), authorities), null);
            return context;
        }
        catch (GeneralSecurityException | IOException ex) {
            throw unusable(ex);
        }
    }

    private static IllegalArgumentException unusable(Exception cause) {
        return new IllegalArgumentException(
                "TLS cannot be set up: %s. Check transport.ssl-bundle.".formatted(reason(cause)), cause);
    }

    // One store with all of them: a chain is judged by one trust manager.
    private static TrustManager[] trust(TrustManager[] trusted, List<X509Certificate> more)
            throws GeneralSecurityException, IOException {
        if (more.isEmpty()) {
            return trusted;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        List<X509Certificate> all = Stream.concat(issuers(trusted), more.stream()).toList();
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("authority-" + i, all.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Stream<X509Certificate> issuers(TrustManager[] trusted) {
        return Arrays.stream(trusted)
            .filter(X509TrustManager.class::isInstance)
            .flatMap((manager) -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()));
    }

    private static String reason(Exception failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return (message != null) ? message.replaceFirst("\\.$", "") : root.getClass().getSimpleName();
    }

}
