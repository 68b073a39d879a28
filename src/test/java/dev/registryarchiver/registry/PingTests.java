package dev.registryarchiver.registry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.auth.CredentialsRequiredException;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class PingTests {

    private final FakeRegistry registry = new FakeRegistry();

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "true", "" })
    void acceptsEveryBodyThatRegistriesSend(String body) {
        this.registry.when("GET", "/v2/")
            .answer((request) -> Answer.of(200).withHeader("Content-Type", "text/html").withBody(body));

        assertThatNoException().isThrownBy(() -> TestClients.anonymous(this.registry).ping());
    }

    @Test
    void authenticatesWhenAsked() {
        this.registry.requireTokens("ci", "secret");

        assertThatNoException().isThrownBy(() -> TestClients.of(this.registry, "ci", "secret").ping());
        assertThatExceptionOfType(CredentialsRequiredException.class)
            .isThrownBy(() -> TestClients.anonymous(this.registry).ping());
    }

    @Test
    void t30SaysThatAPageIsNoRegistry() {
        this.registry.when("GET", "/v2/")
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Type", "text/html; charset=utf-8")
                .withBody("\n<!doctype html><html></html>"));

        assertThatExceptionOfType(NotARegistryException.class)
            .isThrownBy(() -> TestClients.anonymous(this.registry).ping())
            .withMessage(this.registry.uri()
                    + "/v2/ does not answer as a container registry: it sent status 200 with text/html; charset=utf-8. "
                    + "Check host and port of registry.url and whether the registry lives below a path, "
                    + "such as https://host/artifactory/api/docker/team.");
    }

    @ParameterizedTest
    @ValueSource(ints = { 404, 405 })
    void t30SaysThatNothingIsThere(int status) {
        this.registry.when("GET", "/v2/").status(status);

        assertThatExceptionOfType(NotARegistryException.class)
            .isThrownBy(() -> TestClients.anonymous(this.registry).ping())
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
    }

    @Test
    void saysThatTlsIsWanted() {
        this.registry.when("GET", "/v2/")
            .answer((request) -> Answer.of(400).withBody("Client sent an HTTP request to an HTTPS server.\n"));

        assertThatExceptionOfType(NotARegistryException.class)
            .isThrownBy(() -> TestClients.anonymous(this.registry).ping())
            .withMessage(this.registry.uri()
                    + "/v2/ speaks TLS on this port (it answered 400). Spell out https:// in registry.url.");
    }

    @Test
    void findsARegistryBehindAPath() {
        try (FakeRegistry behind = new FakeRegistry("/artifactory/api/docker/team")) {
            TestClients.anonymous(behind).ping();

            assertThat(behind.requests("GET")).singleElement().hasToString("GET /artifactory/api/docker/team/v2/");
        }
    }

    @Test
    void saysThatAccessIsDenied() {
        this.registry.when("GET", "/v2/").status(403);

        assertThatExceptionOfType(AccessDeniedException.class)
            .isThrownBy(() -> TestClients.anonymous(this.registry).ping())
            .withMessageStartingWith("Cannot use the registry: " + this.registry.uri() + "/v2/ answered 403 (FAKE:");
    }

}
