package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.Relay;
import dev.registryarchiver.real.Certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TlsTests {

    private static final Supplier<SslBundles> NO_BUNDLES = DefaultSslBundleRegistry::new;

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private final Map<String, String> properties = new HashMap<>();

    private static Certificate certificate;

    private static Certificate other;

    private static Certificate expired;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeCertificates(@TempDir Path certificates) {
        certificate = Certificate.in(certificates, "registry", "dns:localhost,ip:127.0.0.1");
        other = Certificate.in(certificates, "other", "dns:other.example");
        expired = Certificate.expiredIn(certificates, "expired", "ip:127.0.0.1");
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void doesNotTrustAnUnknownAuthority() throws IOException {

        assertThatExceptionOfType(UntrustedServerException.class)
            .isThrownBy(() -> ping(certificate.server(), false, NO_BUNDLES))
            .withMessageContaining("its certificate is not trusted. Name a PEM file")
            .withMessageContaining("transport.ca-certificates");
        assertThat(this.clock.pauses()).isEmpty();
    }

    @Test
    void trustsAuthoritiesOfPemFileBesidesThoseOfTheJdk() throws IOException {
        Path pem = Files.writeString(this.directory.resolve("ca.pem"),
                "# ours\n" + Files.readString(other.pem()) + "\n" + Files.readString(certificate.pem()));
        this.properties.put("transport.ca-certificates", pem.toString());

        assertThat(ping(certificate.server(), false, NO_BUNDLES)).isEqualTo(200);
    }

    @Test
    void trustsAuthoritiesOfBundle() throws IOException {
        this.properties.put("transport.ssl-bundle", "registry");

        assertThat(ping(certificate.server(), false, bundle(null, certificate))).isEqualTo(200);
    }

    @Test
    void showsClientCertificateOfBundle() throws IOException {
        this.properties.put("transport.ssl-bundle", "registry");
        this.properties.put("transport.ca-certificates", certificate.pem().toString());

        assertThat(ping(certificate.server(other), true, bundle(other, null))).isEqualTo(200);
    }

    @Test
    void saysThatClientCertificateIsMissing() throws IOException {
        this.properties.put("transport.ca-certificates", certificate.pem().toString());

        assertThatExceptionOfType(UntrustedServerException.class)
            .isThrownBy(() -> ping(certificate.server(), true, NO_BUNDLES))
            .withMessageContaining("Give a client certificate by transport.ssl-bundle");
    }

    @Test
    void saysThatCertificateIsForAnotherHost() throws IOException {
        this.properties.put("transport.ca-certificates", other.pem().toString());

        assertThatExceptionOfType(UntrustedServerException.class)
            .isThrownBy(() -> ping(other.server(), false, NO_BUNDLES))
            .withMessageContaining("its certificate is for another host name");
    }

    @Test
    void saysThatCertificateHasExpired() throws IOException {
        this.properties.put("transport.ca-certificates", expired.pem().toString());

        assertThatExceptionOfType(UntrustedServerException.class)
            .isThrownBy(() -> ping(expired.server(), false, NO_BUNDLES))
            .withMessageContaining("has expired or is not valid yet");
    }

    @Test
    @DisplayName("R5 a blob is not fetched without TLS from a registry with TLS")
    void neverLeavesTls() throws IOException {
        this.properties.put("transport.ca-certificates", certificate.pem().toString());
        this.registry.when("GET", "/v2/").redirectTo(this.registry.uri("/blob").toString());

        assertThatExceptionOfType(RedirectRefusedException.class)
            .isThrownBy(() -> ping(certificate.server(), false, NO_BUNDLES))
            .withMessageContaining("from https to http");
        assertThat(this.registry.requests("GET", "/blob")).isEmpty();
    }

    @Test
    @DisplayName("R2 the same host with TLS is another origin")
    void saysThatRegistryMovedToTls() throws IOException {
        try (Relay relay = Relay.tls(certificate.server(), false, this.registry.port());
                HttpTransport transport = new HttpTransport(bind(), this.registry.uri(), "test", this.clock,
                        this.clock)) {
            this.registry.when("GET", "/v2/").redirectTo("https://127.0.0.1:%d/v2/".formatted(relay.port()));
            Request ping = Request.get(this.registry.uri("/v2/")).withRedirects(Request.Redirects.SAME_ORIGIN);

            assertThatExceptionOfType(RedirectRefusedException.class)
                .isThrownBy(() -> transport.exchange(ping, Response::status))
                .withMessage("The answer of %s redirects to https on the same host; the redirect was not followed. "
                        + "Spell out https:// in registry.url.", this.registry.uri("/v2/"));
        }
    }

    @Test
    void saysThatThereIsNoSuchBundle() {
        this.properties.put("transport.ssl-bundle", "registry");

        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(bind(), Map.of(), NO_BUNDLES))
            .withMessage("transport.ssl-bundle is 'registry', but there is no such bundle. "
                    + "Define it by spring.ssl.bundle.pem.registry or spring.ssl.bundle.jks.registry.");
    }

    @Test
    void saysThatBundleCannotBeUsed() {
        this.properties.put("transport.ssl-bundle", "registry");
        Certificate missing = new Certificate(this.directory.resolve("missing.p12"), this.directory.resolve("x.pem"));

        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(bind(), Map.of(), bundle(missing, null)))
            .withMessageStartingWith("transport.ssl-bundle is 'registry', which cannot be used: ")
            .withMessageContaining("missing.p12")
            .withMessageNotContaining(Certificate.PASSWORD);
    }

    @Test
    void saysThatFileHoldsNoCertificates() throws IOException {
        Path file = this.directory.resolve("ca.pem");
        this.properties.put("transport.ca-certificates", file.toString());
        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(bind(), Map.of(), NO_BUNDLES))
            .withMessageContaining("ca.pem', which cannot be read");

        for (String content : new String[] { "", "nothing",
                "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n" }) {
            Files.writeString(file, content);
            assertThatIllegalArgumentException().isThrownBy(() -> Network.of(bind(), Map.of(), NO_BUNDLES))
                .withMessageContaining("ca.pem', which holds no certificates in PEM");
        }
    }

    private int ping(SSLContext server, boolean clientCertificate, Supplier<SslBundles> bundles) throws IOException {
        try (Relay relay = Relay.tls(server, clientCertificate, this.registry.port())) {
            URI home = URI.create("https://127.0.0.1:%d/v2/".formatted(relay.port()));
            try (HttpTransport transport = new HttpTransport(bind(), home, "test",
                    Network.of(bind(), Map.of(), bundles), this.clock, this.clock)) {
                return transport.exchange(Request.get(home), Response::status);
            }
        }
    }

    private Supplier<SslBundles> bundle(@Nullable Certificate key, @Nullable Certificate trusted) {
        return () -> {
            SslStoreBundle stores = new JksSslStoreBundle((key != null) ? details(key) : null,
                    (trusted != null) ? details(trusted) : null);
            return new DefaultSslBundleRegistry("registry", SslBundle.of(stores, SslBundleKey.NONE));
        };
    }

    private static JksSslStoreDetails details(Certificate certificate) {
        return JksSslStoreDetails.forLocation("file:" + certificate.store()).withPassword(Certificate.PASSWORD);
    }

    private TransportProperties bind() {
        return new Binder(new MapConfigurationPropertySource(this.properties)).bindOrCreate("transport",
                TransportProperties.class);
    }

}
