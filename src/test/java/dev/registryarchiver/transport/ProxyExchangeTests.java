package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeProxy;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.Relay;
import dev.registryarchiver.real.Certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProxyExchangeTests {

    // No resolver of this machine knows it.
    private static final String PLAIN = "http://registry.invalid";

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeProxy proxy = new FakeProxy(this.registry.port());

    private final Map<String, String> environment = new HashMap<>();

    private final Map<String, String> properties = new HashMap<>(Map.of("transport.retries", "2"));

    @AfterEach
    void stop() {
        this.proxy.close();
        this.registry.close();
    }

    @Test
    void leavesNamesToTheProxy() throws IOException {
        this.environment.put("HTTP_PROXY", address(""));

        assertThat(status(PLAIN, "/v2/")).isEqualTo(200);

        assertThat(this.proxy.lines()).containsExactly("GET http://registry.invalid/v2/ HTTP/1.1");
    }

    @Test
    void tunnelsTlsAndKeepsHeadersFromTheProxy(@TempDir Path directory) throws IOException {
        Certificate certificate = Certificate.in(directory, "registry", "dns:registry.invalid");
        this.properties.put("transport.ca-certificates", certificate.pem().toString());
        try (Relay tls = Relay.tls(certificate.server(), false, this.registry.port());
                FakeProxy tunnel = new FakeProxy(tls.port())) {
            tunnel.requireLogin("user", "p@ss:word");
            this.environment.put("https_proxy", "http://user:p%%40ss%%3Aword@127.0.0.1:%d".formatted(tunnel.port()));

            assertThat(status("https://registry.invalid", "/v2/")).isEqualTo(200);

            assertThat(tunnel.lines()).containsExactly("CONNECT registry.invalid:443 HTTP/1.1");
            assertThat(this.registry.requests()).singleElement().satisfies((request) -> {
                assertThat(request.header("Authorization")).isEqualTo("Bearer t");
                assertThat(request.headers("Proxy-Authorization")).isEmpty();
            });
        }
    }

    @Test
    void logsInForPlainRequests() throws IOException {
        this.proxy.requireLogin("user", "s3cret");
        this.environment.put("HTTP_PROXY", address("user:s3cret@"));

        assertThat(status(PLAIN, "/v2/")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "http", "https" })
    void saysThatTheProxyWantsALogin(String scheme) {
        this.proxy.requireLogin("user", "s3cret");
        this.environment.put(scheme + "_proxy", address(""));

        assertThatExceptionOfType(ProxyRefusedException.class)
            .isThrownBy(() -> status(scheme + "://registry.invalid", "/v2/"))
            .withMessageStartingWith(
                    "The proxy http://127.0.0.1:%d does not let us through to %s://registry.invalid/v2/ (407).",
                    this.proxy.port(), scheme)
            .withMessageContaining("Put a user name and password into HTTPS_PROXY or HTTP_PROXY")
            .matches((ex) -> ex.status() == 407);
        assertThat(this.registry.requests()).isEmpty();
    }

    @Test
    void saysThatTheLoginIsWrongWithoutShowingIt() {
        this.proxy.requireLogin("user", "other");
        this.environment.put("https_proxy", address("user:s3cret@"));

        assertThatExceptionOfType(ProxyRefusedException.class)
            .isThrownBy(() -> status("https://registry.invalid", "/v2/"))
            .withMessageContaining("Correct the user name and password")
            .withMessageNotContaining("s3cret");
    }

    @Test
    void doesNotTakeRefusedTunnelForAnAnswerOfTheRegistry() {
        this.proxy.refuse(401);
        this.environment.put("HTTPS_PROXY", address(""));

        assertThatExceptionOfType(ProxyRefusedException.class)
            .isThrownBy(() -> status("https://registry.invalid", "/v2/"))
            .withMessageContaining("(401). Have the proxy allow this server, or add the server to NO_PROXY.");
    }

    @Test
    void repeatsWhenTheProxyDoesNotReachTheServer() {
        this.proxy.refuse(502);
        this.environment.put("HTTPS_PROXY", address(""));

        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> status("https://registry.invalid", "/v2/"))
            .withMessage("Cannot reach https://registry.invalid/v2/ through the proxy http://127.0.0.1:%d: "
                    + "the proxy does not reach it (status 502). Check the address and the network, then run again.",
                    this.proxy.port());
        assertThat(this.proxy.lines()).hasSize(3);
    }

    @Test
    void namesTheProxyThatIsNotThere() {
        this.proxy.close();
        this.environment.put("HTTPS_PROXY", address("user:s3cret@"));

        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> status("https://registry.invalid", "/v2/"))
            .withMessageContaining(
                    "through the proxy http://127.0.0.1:%d: the connection was refused".formatted(this.proxy.port()));
    }

    @Test
    void reachesExemptedServersDirectly() throws IOException {
        this.environment.put("HTTP_PROXY", address(""));
        this.environment.put("NO_PROXY", "127.0.0.1");

        assertThat(status(this.registry.uri().toString(), "/v2/")).isEqualTo(200);

        assertThat(this.proxy.lines()).isEmpty();
    }

    @ParameterizedTest(name = "R6 {0}")
    @ValueSource(strings = { "http://169.254.169.254/", "http://[::ffff:169.254.169.254]/", "http://0x7f.1/",
            "http://localhost:1/", "http://2852039166/" })
    void keepsTheProxyAwayFromInternalAddresses(String location) {
        this.environment.put("HTTP_PROXY", address(""));
        this.registry.when("GET", "/v2/").redirectTo(location);

        assertThatExceptionOfType(TransportException.class).isThrownBy(() -> status(PLAIN, "/v2/"));
        assertThat(this.registry.requests()).extracting(RecordedRequest::path).containsExactly("/v2/");
    }

    @Test
    void doesNotLetServersPointAtTheMachineOfTheProxy() {
        this.environment.put("HTTP_PROXY", address(""));
        this.environment.put("NO_PROXY", "127.0.0.1");
        this.registry.when("GET", "/v2/").redirectTo("http://127.0.0.1:%d/".formatted(this.registry.port()));

        assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> status(PLAIN, "/v2/"))
            .withMessageContaining("is an address of this machine");
        assertThat(this.registry.requests()).hasSize(1);
    }

    @Test
    void followsRedirectsToOtherNames() throws IOException {
        this.environment.put("HTTP_PROXY", address(""));
        this.registry.when("GET", "/v2/").redirectTo("http://storage.invalid/blob");
        this.registry.when("GET", "/blob").answer((request) -> Answer.of(200));

        assertThat(status(PLAIN, "/v2/")).isEqualTo(200);

        assertThat(this.registry.requests()).extracting(RecordedRequest::isAuthorized).containsExactly(true, false);
    }

    private int status(String home, String path) throws IOException {
        TransportProperties bound = new Binder(new MapConfigurationPropertySource(this.properties))
            .bindOrCreate("transport", TransportProperties.class);
        Network network = Network.of(bound, this.environment, DefaultSslBundleRegistry::new);
        try (HttpTransport transport = new HttpTransport(bound, URI.create(home), "test", network, this.clock,
                this.clock)) {
            return transport.exchange(Request.get(URI.create(home + path)).withHeader("Authorization", "Bearer t"),
                    Response::status);
        }
    }

    private String address(String login) {
        return "http://%s127.0.0.1:%d".formatted(login, this.proxy.port());
    }

}
