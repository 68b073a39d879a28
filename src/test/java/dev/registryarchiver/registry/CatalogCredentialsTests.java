package dev.registryarchiver.registry;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.registryarchiver.auth.AccessRefusedException;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CatalogCredentialsTests {

    private static final String CATALOG = "/v2/_catalog";

    private final FakeRegistry registry = new FakeRegistry();

    private final RegistryClient client = TestClients.of(this.registry, "ci", "secret");

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void t21AsksAgainWithCredentialsWhereStrangersSeeLess() {
        this.registry.requireTokens("ci", "secret");
        this.registry.createRepository("a/b");
        this.registry.when("GET", CATALOG)
            .beforeAuthentication()
            .matching((request) -> !request.isAuthorized())
            .answer((request) -> Answer.json(200, "{\"repositories\":[]}"));
        this.client.ping();

        CatalogPage page = this.client.fetchCatalogPage(null);

        assertThat(page.names()).containsExactly(RepositoryName.of("a/b"));
    }

    @Test
    void t21GoesOnAuthenticated() {
        this.registry.requireTokens("ci", "secret");
        this.registry.when("GET", CATALOG)
            .beforeAuthentication()
            .matching((request) -> !request.isAuthorized())
            .answer((request) -> Answer.json(200, "{\"repositories\":[]}"));
        this.client.ping();
        this.client.fetchCatalogPage(null);
        this.registry.clearRequests();

        this.client.fetchCatalogPage("last=a&n=10");

        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::authorizationScheme)
            .containsExactly("Bearer");
    }

    @Test
    void keepsWhatAnybodyMaySeeWhenCredentialsDoNotHelp() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> request.isAuthorized() ? Answer.error(400, "UNSUPPORTED", "no Basic here")
                    : Answer.json(200, "{\"repositories\":[\"a\"]}"));

        CatalogPage first = this.client.fetchCatalogPage(null);
        this.client.fetchCatalogPage("last=a");

        assertThat(first.names()).containsExactly(RepositoryName.of("a"));
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::isAuthorized)
            .containsExactly(false, true, false);
    }

    @Test
    void asksOnceWhereNobodyIsKnown() {
        TestClients.anonymous(this.registry).fetchCatalogPage(null);

        assertThat(this.registry.requests("GET", CATALOG)).hasSize(1);
    }

    @Test
    void saysThatTheCatalogIsRefused() {
        this.registry.requireTokens("ci", "secret").refuse("registry:catalog:*");

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> this.client.fetchCatalogPage(null))
            .withMessageContaining("catalog.repositories");
    }

    @Test
    void readsTheWholeCatalogWithATokenOfOneKind() {
        this.registry.requireTokens("ci", "secret");
        this.registry.limitCatalogPages(100);
        List.of("a", "b").forEach(this.registry::createRepository);

        assertThat(this.client.fetchCatalogPage(null).names()).hasSize(2);
    }

}
