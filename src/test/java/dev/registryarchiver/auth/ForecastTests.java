package dev.registryarchiver.auth;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.TestClock;
import dev.registryarchiver.transport.TransportProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ForecastTests {

    private static final Credentials USER = Credentials.of("user", "s3cret");

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private final HttpTransport http = new HttpTransport(
            new TransportProperties(8, Duration.ofSeconds(5), Duration.ofSeconds(10), 2, Duration.ofMillis(500),
                    Duration.ofMinutes(1), null, null, null, null),
            this.registry.uri(), "test", this.clock, this.clock);

    private final AuthorizedTransport transport = transport(USER);

    @AfterEach
    void stop() throws IOException {
        this.http.close();
        this.registry.close();
    }

    @Test
    void asksForTheTokenOfEachFurtherRepositoryFirst() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret");
        repositories("a", "team/b", "team/c");
        tags("a");
        this.registry.clearRequests();

        assertThat(tags("team/b")).isEqualTo(200);
        assertThat(tags("team/c")).isEqualTo(200);

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token repository:team/b:pull", "/v2/team/b/tags/list Bearer",
                    "/token repository:team/c:pull", "/v2/team/c/tags/list Bearer");
        assertThat(service.requests()).isEqualTo(3);
    }

    @Test
    void doesNotForeseeFromPingAndCatalog() {
        this.registry.requireTokens("user", "s3cret");
        repositories("a");
        get("/v2/", Scope.AS_CHALLENGED);
        get("/v2/_catalog", Scope.AS_CHALLENGED);
        this.registry.clearRequests();

        tags("a");

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/v2/a/tags/list ", "/token repository:a:pull", "/v2/a/tags/list Bearer");
    }

    @Test
    void beginsWithBasicWhereRepositoriesWantIt() {
        this.registry.requireBasic("user", "s3cret");
        repositories("a", "b");
        tags("a");
        this.registry.clearRequests();

        tags("b");

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/v2/b/tags/list Basic");
    }

    @Test
    @DisplayName("C19 Gitea asks for the scope * beside ours")
    void repeatsScopesThatBelongToNoRepository() {
        challenge("Bearer realm=\"REALM\",service=\"s\",scope=\"*\"");
        tags("a");
        this.registry.clearRequests();

        tags("b");

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token * repository:b:pull", "/v2/b/tags/list Bearer");
    }

    @Test
    @DisplayName("T19 Harbor wants Basic for its catalog and tokens for repositories")
    void isNotMisledByTheCatalog() {
        this.registry.when("GET", "/v2/_catalog")
            .matching((request) -> !request.authorizationScheme().equals("Basic"))
            .answer((request) -> unauthorized("Basic realm=\"harbor\""));
        this.registry.when("GET", "/v2/_catalog").answer((request) -> Answer.json(200, "{}"));
        challenge("Bearer realm=\"REALM\",service=\"harbor-registry\"");
        tags("a");
        get("/v2/_catalog", Scope.AS_CHALLENGED);
        this.registry.clearRequests();

        tags("b");

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token repository:b:pull", "/v2/b/tags/list Bearer");
    }

    @Test
    void startsAnonymouslyOnceARepositoryWasOpen() {
        this.registry.when("GET", "/v2/open.*").answer((request) -> Answer.json(200, "{}"));
        challenge("Bearer realm=\"REALM\"");
        tags("open");
        tags("a");
        this.registry.clearRequests();

        tags("b");
        tags("open2");

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/v2/b/tags/list ", "/token repository:b:pull", "/v2/b/tags/list Bearer",
                    "/v2/open2/tags/list ");
    }

    @Test
    void findsOpenRepositoryThatTheTokenServiceKnowsNothingOf() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret").refuse("repository:open:pull");
        repositories("a", "b", "open");
        this.registry.when("GET", "/v2/open/tags/list")
            .beforeAuthentication()
            .matching((request) -> !request.isAuthorized())
            .answer((request) -> Answer.json(200, "{}"));
        tags("a");
        this.registry.clearRequests();

        assertThat(tags("open")).isEqualTo(200);
        assertThat(tags("b")).isEqualTo(200);

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token repository:open:pull", "/v2/open/tags/list Bearer", "/v2/open/tags/list ",
                    "/v2/b/tags/list ", "/token repository:b:pull", "/v2/b/tags/list Bearer");
        assertThat(service.requests()).isEqualTo(3);
    }

    @Test
    void givesUpOnRefusedRepositoryAfterTwoRequests() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret").refuse("repository:secret:pull");
        repositories("a", "b", "secret");
        tags("a");
        this.registry.clearRequests();

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> tags("secret"));
        assertThat(this.registry.requests("GET", "/v2/.*")).hasSize(2);
        this.registry.clearRequests();
        assertThat(tags("b")).isEqualTo(200);

        assertThat(service.requests()).isEqualTo(3);
        assertThat(this.registry.requests("GET", "/v2/.*")).hasSize(1);
    }

    @Test
    void followsTheChallengeWhenARepositoryWantsSomethingElse() {
        this.registry.when("GET", "/v2/other.*")
            .matching((request) -> !request.bearerToken().contains("special"))
            .answer((request) -> unauthorized("Bearer realm=\"REALM\",scope=\"special\""));
        challenge("Bearer realm=\"REALM\"");
        tags("a");
        this.registry.clearRequests();

        assertThat(tags("other")).isEqualTo(200);
        assertThat(tags("other2")).isEqualTo(200);

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token repository:other:pull", "/v2/other/tags/list Bearer",
                    "/token special repository:other:pull", "/v2/other/tags/list Bearer", "/v2/other2/tags/list ",
                    "/token special repository:other2:pull", "/v2/other2/tags/list Bearer");
    }

    @Test
    void startsAnonymouslyWhenTheTokenIsNotToBeHad() {
        this.registry.when("GET", "/token")
            .matching((request) -> request.parameters("scope").contains("repository:b:pull"))
            .status(404);
        challenge("Bearer realm=\"REALM\"", "Basic realm=\"R\"");
        tags("a");
        this.registry.clearRequests();

        assertThat(tags("b")).isEqualTo(200);

        assertThat(this.registry.requests()).extracting(ForecastTests::summary)
            .containsExactly("/token repository:b:pull", "/v2/b/tags/list ", "/v2/b/tags/list Basic");
    }

    private void challenge(String... challenges) {
        this.registry.when("GET", "/v2/.*")
            .matching((request) -> !request.isAuthorized())
            .answer((request) -> unauthorized(challenges));
        this.registry.when("GET", "/v2/.*").answer((request) -> Answer.json(200, "{}"));
        this.registry.when("GET", "/token")
            .answer((request) -> Answer.json(200,
                    "{\"token\":\"%s\"}".formatted(request.query().replaceAll("[^a-z]", ""))));
    }

    private Answer unauthorized(String... challenges) {
        Answer answer = Answer.error(401, "UNAUTHORIZED", "authentication required");
        for (String challenge : challenges) {
            answer = answer.withAddedHeader("WWW-Authenticate",
                    challenge.replace("REALM", this.registry.uri("/token").toString()));
        }
        return answer;
    }

    private void repositories(String... names) {
        List.of(names).forEach(this.registry::createRepository);
    }

    private int tags(String repository) {
        return get("/v2/" + repository + "/tags/list", Scope.pull(RepositoryName.of(repository)));
    }

    private int get(String path, Scope scope) {
        return this.transport.exchange(Request.get(this.registry.uri(path)), scope, Response::status);
    }

    private AuthorizedTransport transport(Credentials credentials) {
        return new AuthorizedTransport(this.http, Registry.of(this.registry.uri().toString()),
                CredentialsSource.of(credentials), new CredentialsProperties(null, null, null, List.of()), this.clock);
    }

    private static String summary(RecordedRequest request) {
        return request.path() + " " + (request.path().equals("/token") ? String.join(" ", request.parameters("scope"))
                : request.authorizationScheme());
    }

}
