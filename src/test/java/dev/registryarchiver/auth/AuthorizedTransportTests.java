package dev.registryarchiver.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AuthorizedTransportTests {

    private static final String PING = "/v2/";

    private static final String CATALOG = "/v2/_catalog";

    private static final String TAGS = "/v2/team/app/tags/list";

    private static final Scope PULL = Scope.pull(RepositoryName.of("team/app"));

    private static final Credentials USER = Credentials.of("user", "s3cret");

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private final HttpTransport http = new HttpTransport(
            new TransportProperties(8, Duration.ofSeconds(5), Duration.ofSeconds(10), 2, Duration.ofMillis(500),
                    Duration.ofMinutes(1), null, null, null, null),
            this.registry.uri(), "test", this.clock, this.clock);

    private final AtomicInteger tokens = new AtomicInteger();

    // The oldest token that is accepted by what protect(…) protects.
    private volatile int oldestToken = 1;

    @AfterEach
    void close() throws IOException {
        this.http.close();
        this.registry.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void choosesAmongChallenges(String vector, List<String> challenges, String scheme) {
        protect(".*", challenges);
        giveTokens();

        assertThat(get(transport(USER), TAGS, PULL)).isEqualTo(200);

        assertThat(last(TAGS).authorizationScheme()).isEqualTo(scheme);
    }

    static Stream<Arguments> choosesAmongChallenges() {
        return Stream.of(arguments("C4", List.of("BASIC"), "Basic"),
                arguments("C9", List.of("Bearer realm=\"REALM\", service=\"s\", Basic realm=\"R\""), "Bearer"),
                arguments("C10", List.of("Negotiate, Basic realm=\"R\""), "Basic"),
                arguments("C11", List.of("Negotiate", "Basic realm=\"R\""), "Basic"),
                arguments("C12", List.of("Basic realm=\"R\"", "Bearer realm=\"REALM\""), "Bearer"),
                arguments("C13", List.of("Negotiate YIIabc==, Bearer realm=\"REALM\""), "Bearer"),
                arguments("C15", List.of(""), "Basic"), arguments("C16", List.of(), "Basic"),
                arguments("C17", List.of("Bearer"), "Basic"),
                arguments("C17", List.of("Bearer", "Basic realm=\"R\""), "Basic"),
                arguments("C20", List.of("Basic realm=openshift,error=\"access denied\""), "Basic"),
                arguments("C21", List.of("Bearer realm=\"REALM\""), "Bearer"),
                arguments("C28", List.of("Bearer realm=\"/token\",service=\"s\""), "Bearer"));
    }

    @ParameterizedTest(name = "C33 {0}")
    @ValueSource(strings = { "WWW-AUTHENTICATE", "www-authenticate" })
    void readsHeaderInAnyCase(String name) {
        this.registry.when("GET", ".*")
            .matching((request) -> !request.isAuthorized())
            .answer((request) -> Answer.of(401).withHeader(name, "Basic realm=\"R\""));

        assertThat(get(transport(USER), PING, Scope.AS_CHALLENGED)).isEqualTo(200);
    }

    @Test
    @DisplayName("T29 the ping is open to everybody and a repository is not")
    void beginsWithTheChallengeOfTheRepositoryWherePingHasNone() {
        this.registry.when("GET", PING).answer((request) -> Answer.json(200, "{}"));
        protect("/v2/team/.*", List.of("Bearer realm=\"REALM\",service=\"s\",scope=\"repository:team/app:pull\""));
        giveTokens();
        AuthorizedTransport transport = transport(USER);

        assertThat(get(transport, PING, Scope.AS_CHALLENGED)).isEqualTo(200);
        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(this.registry.requests("GET", PING)).noneMatch(RecordedRequest::isAuthorized);
        assertThat(last(TAGS).authorizationScheme()).isEqualTo("Bearer");
        assertThat(this.registry.requests("GET", "/token")).singleElement()
            .satisfies((request) -> assertThat(request.parameters("scope")).containsExactly(PULL.value()));
    }

    @Test
    @DisplayName("C14 only schemes nobody speaks")
    void namesSchemesThatAreNotSupported() {
        protect(".*", List.of("Negotiate", "Digest realm=\"d\",nonce=\"n\""));

        assertThatExceptionOfType(UnsupportedSchemeException.class)
            .isThrownBy(() -> get(transport(USER), PING, Scope.AS_CHALLENGED))
            .withMessageContaining("offers only negotiate, digest to authenticate")
            .matches((ex) -> ex.schemes().equals(List.of("negotiate", "digest")) && ex.concernsWholeRun());
    }

    @ParameterizedTest(name = "C15 C16 {0}")
    @MethodSource
    void usesChallengeOfPingWhenAnswerHasNone(List<String> challenges) {
        protect("/v2/", List.of("Bearer realm=\"REALM\",service=\"s\",scope=\"not:for:all\""));
        protect("/v2/team/.*", challenges);
        giveTokens();
        AuthorizedTransport transport = transport(USER);
        get(transport, PING, Scope.AS_CHALLENGED);

        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(last("/token").parameters("scope")).containsExactly("repository:team/app:pull");
    }

    static Stream<List<String>> usesChallengeOfPingWhenAnswerHasNone() {
        return Stream.of(List.of(), List.of(""), List.of("Bearer"), List.of("Bearer realm=\"cut"));
    }

    @ParameterizedTest(name = "C16 C17 {0}")
    @MethodSource("challengesThatAskForCredentials")
    void saysThatCredentialsAreNeeded(List<String> challenges) {
        protect(".*", challenges);

        assertThatExceptionOfType(CredentialsRequiredException.class)
            .isThrownBy(() -> get(transport(Credentials.NONE), TAGS, PULL))
            .withMessageContaining("asks for credentials (401)")
            .matches(AuthenticationException::concernsWholeRun);
        assertThat(this.registry.requests()).hasSize(1).noneMatch(RecordedRequest::isAuthorized);
    }

    static Stream<List<String>> challengesThatAskForCredentials() {
        return Stream.of(List.of(), List.of(""), List.of("Bearer"), List.of("Basic realm=\"R\""));
    }

    @Test
    void missingCredentialsConcernOneRepositoryWhereOthersArePublic() {
        protect("/v2/team/.*", List.of("Basic realm=\"R\""));
        AuthorizedTransport transport = transport(Credentials.NONE);
        get(transport, CATALOG, Scope.AS_CHALLENGED);

        assertThatExceptionOfType(CredentialsRequiredException.class).isThrownBy(() -> get(transport, TAGS, PULL))
            .matches((ex) -> !ex.concernsWholeRun());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`',
            textBlock = """
                    C18; Bearer realm="REALM",service="s",scope="";                         service=s&scope=repository%3Ateam%2Fapp%3Apull&account=user
                    C19; Bearer realm="REALM",scope="*",service="container_registry";       service=container_registry&scope=*&scope=repository%3Ateam%2Fapp%3Apull&account=user
                    C21; Bearer realm="REALM";                                              scope=repository%3Ateam%2Fapp%3Apull&account=user
                    C29; Bearer realm="REALM?foo=bar",service="lab registry";               foo=bar&service=lab+registry&scope=repository%3Ateam%2Fapp%3Apull&account=user
                    C30; Bearer realm="REALM",scope="repository:team/app:pull,push x:ab:y"; scope=repository%3Ateam%2Fapp%3Apull%2Cpush&scope=x%3Aab%3Ay&account=user
                    """)
    void asksTokenServiceForTheirScopesAndOurs(String vector, String challenge, String query) {
        protect(".*", List.of(challenge));
        giveTokens();

        get(transport(USER), TAGS, PULL);

        assertThat(last("/token").query()).isEqualTo(query);
        assertThat(last("/token").basicCredentials()).isEqualTo("user:s3cret");
    }

    @Test
    void asksAnonymouslyWithoutCredentials() {
        this.registry.requireTokens("user", "s3cret").allowAnonymous();
        this.registry.createRepository("team/app");

        assertThat(get(transport(Credentials.NONE), TAGS, PULL)).isEqualTo(200);

        assertThat(last("/token").isAuthorized()).isFalse();
        assertThat(last("/token").parameters("account")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 304, 400, 403, 404, 410 })
    void handsEveryOtherAnswerToTheCaller(int status) {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("GET", TAGS).status(status);

        assertThat(get(transport(USER), TAGS, PULL)).isEqualTo(status);
    }

    @Test
    void opensResponseWithTokenAndLeavesItsBodyToTheCaller() throws IOException {
        this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");

        try (Response response = transport(USER).open(Request.get(this.registry.uri(TAGS)), PULL)) {
            assertThat(response.body()).asString(StandardCharsets.UTF_8).contains("team/app");
        }
    }

    @Test
    void startsWithWhatServedTheScopeBefore() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");
        AuthorizedTransport transport = transport(USER);

        get(transport, TAGS, PULL);
        get(transport, TAGS, PULL);
        transport.exchange(Request.head(this.registry.uri("/v2/team/app/manifests/1")), PULL, Response::status);

        assertThat(service.requests()).isEqualTo(1);
        assertThat(this.registry.requests()).filteredOn((request) -> !request.path().equals("/token"))
            .extracting(RecordedRequest::isAuthorized)
            .containsExactly(false, true, true, true);
    }

    @ParameterizedTest(name = "T5 T11 {0}")
    @ValueSource(strings = { "{}", "{\"token\":null}", "[]", "\"\"", "<html>s3cret</html>",
            "{\"token\":\"s3cret\\r\\nX: y\"}" })
    void refusesAnswerWithoutUsableToken(String answer) {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("GET", "/token").answer((request) -> Answer.json(200, answer));

        assertThatExceptionOfType(TokenServiceException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .withMessageStartingWith("No token for scope 'repository:team/app:pull'")
            .withMessageNotContaining("s3cret")
            .matches((ex) -> !ex.concernsWholeRun());
        assertThat(this.registry.requests("GET", TAGS)).hasSize(1);
    }

    @Test
    @DisplayName("T12 the token service rejects the credentials")
    void doesNotRepeatRejectedCredentials() {
        FakeTokenService service = this.registry.requireTokens("user", "other");

        assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .withMessageStartingWith(this.registry.uri("/token") + " does not accept the credentials (401")
            .matches(AuthenticationException::concernsWholeRun);
        assertThat(service.requests()).isEqualTo(2);
        assertThat(this.registry.requests("GET", TAGS)).hasSize(1);
    }

    @Test
    @DisplayName("T12 the token service rejects the credentials for every repository")
    void asksOnlyOnceWhetherTheCredentialsAreRejected() {
        FakeTokenService service = this.registry.requireTokens("user", "other");
        AuthorizedTransport transport = transport(USER);

        for (String repository : List.of("a", "b", "c")) {
            assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> get(transport,
                    "/v2/" + repository + "/tags/list", Scope.pull(RepositoryName.of(repository))));
        }

        assertThat(service.requests()).isEqualTo(4);
    }

    @Test
    void tokenRefusedWith401ConcernsOneRepositoryWhereOthersWereServed() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret");
        refuseTokensFor("team/app");
        this.registry.createRepository("other");
        AuthorizedTransport transport = transport(USER);
        get(transport, "/v2/other/tags/list", Scope.pull(RepositoryName.of("other")));

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport, TAGS, PULL))
            .withMessageContaining("refuses access to scope 'repository:team/app:pull' (not for you). Grant it")
            .matches((ex) -> !ex.concernsWholeRun());
        assertThat(service.requests()).isOne();
        assertThat(this.registry.requests("GET", "/token")).hasSize(2);
    }

    @Test
    void tokenRefusedWith401ConcernsOneRepositoryWhereTheServiceAcceptsTheCredentialsOtherwise() {
        this.registry.requireTokens("user", "s3cret");
        refuseTokensFor("team/app");
        refuseTokensFor("team/web");
        AuthorizedTransport transport = transport(USER);

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport, TAGS, PULL))
            .matches((ex) -> !ex.concernsWholeRun());
        assertThatExceptionOfType(AccessRefusedException.class)
            .isThrownBy(() -> get(transport, "/v2/team/web/tags/list", Scope.pull(RepositoryName.of("team/web"))));

        assertThat(this.registry.requests("GET", "/token")).extracting((request) -> request.parameters("scope"))
            .containsExactly(List.of("repository:team/app:pull"), List.of(), List.of("repository:team/web:pull"));
    }

    @Test
    void credentialsThatExpiredAreRenewedAlthoughTheyWereAcceptedBefore() {
        protect(".*", List.of("Bearer realm=\"REALM\""));
        this.registry.when("GET", "/token")
            .after(1)
            .matching((request) -> request.basicCredentials().equals("user:s3cret"))
            .status(401);
        giveTokens();
        AuthorizedTransport transport = transport(new ExpiringCredentials());
        get(transport, "/v2/other/tags/list", Scope.pull(RepositoryName.of("other")));

        get(transport, TAGS, PULL);

        assertThat(this.registry.requests("GET", "/token")).extracting(RecordedRequest::basicCredentials)
            .containsExactly("user:s3cret", "user:s3cret", "user:fresh");
    }

    @Test
    void catalogTokenRefusedWith401IsNoWrongPassword() {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("GET", "/token")
            .matching((request) -> !request.parameters("scope").isEmpty())
            .answer((request) -> Answer.error(401, "UNAUTHORIZED", "not for you"));

        assertThatExceptionOfType(AccessRefusedException.class)
            .isThrownBy(() -> get(transport(USER), CATALOG, Scope.AS_CHALLENGED))
            .withMessageContaining("lacks the catalog right")
            .matches(AuthenticationException::concernsWholeRun);
    }

    @Test
    void troubleOfTheTokenServiceIsNoWrongPassword() {
        this.registry.requireTokens("user", "s3cret");
        refuseTokensFor("team/app");
        this.registry.when("GET", "/token").status(503);

        assertThatExceptionOfType(TokenServiceException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .matches((ex) -> ex.isTransient() && !ex.concernsWholeRun());
    }

    @Test
    void tokenServiceThatKnowsNoTokenWithoutScopeIsBelieved() {
        this.registry.requireTokens("user", "s3cret");
        refuseTokensFor("team/app");
        this.registry.when("GET", "/token").status(400);

        assertThatExceptionOfType(CredentialsRejectedException.class)
            .isThrownBy(() -> get(transport(USER), TAGS, PULL));
    }

    @Test
    void identityTokenRefusedWith401ConcernsOneRepositoryWhereTheServiceAcceptsItOtherwise() {
        this.registry.requireTokens("user", "s3cret").acceptRefreshToken("r3fresh");
        this.registry.when("POST", "/token")
            .matching((request) -> request.field("scope") != null)
            .answer((request) -> Answer.error(401, "UNAUTHORIZED", "not for you"));
        Credentials identity = new Credentials.IdentityToken("r3fresh", Credentials.NONE);

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport(identity), TAGS, PULL))
            .matches((ex) -> !ex.concernsWholeRun());
        assertThat(this.registry.requests("POST", "/token")).hasSize(2);
    }

    @ParameterizedTest(name = "T12 {0}")
    @ValueSource(ints = { 400, 401, 403, 404, 500 })
    void fallsBackToBasicWhereItIsOffered(int status) {
        protect(".*", List.of("Bearer realm=\"REALM\"", "Basic realm=\"R\""));
        this.registry.when("GET", "/token").status(status);
        AuthorizedTransport transport = transport(USER);

        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);
        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(this.registry.requests("GET", TAGS)).extracting(RecordedRequest::authorizationScheme)
            .containsExactly("", "Basic", "Basic");
    }

    @Test
    void failsForTheTokenWhenBasicFailsAsWell() {
        this.registry.when("GET", "/v2/.*")
            .answer((request) -> unauthorized(List.of("Bearer realm=\"REALM\"", "Basic realm=\"R\"")));
        this.registry.when("GET", "/token").status(404);

        assertThatExceptionOfType(TokenServiceException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .withMessageContaining("answered with 404");
    }

    @Test
    @DisplayName("T13 the token service refuses the scope")
    void skipsRepositoryTheTokenServiceRefuses() {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("GET", "/token").answer((request) -> Answer.error(403, "DENIED", "access forbidden"));

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .withMessageContaining("refuses access to scope 'repository:team/app:pull' (access forbidden)")
            .matches((ex) -> ex.scope().equals("repository:team/app:pull") && !ex.concernsWholeRun());
    }

    @ParameterizedTest(name = "T14 {0}")
    @ValueSource(ints = { 404, 401, 400, 405 })
    void asksByGetWherePostIsUnknown(int status) {
        this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");
        this.registry.when("POST", "/token").status(status);

        assertThat(get(transport(new Credentials.IdentityToken("r", USER)), TAGS, PULL)).isEqualTo(200);

        assertThat(last("/token").basicCredentials()).isEqualTo("user:s3cret");
    }

    @Test
    @DisplayName("T15 an identity token is never sent by GET")
    void failsWherePostIsUnknownAndThereIsNoPassword() {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("POST", "/token").status(404);
        Credentials identity = new Credentials.IdentityToken("r3fresh", Credentials.NONE);

        assertThatExceptionOfType(TokenServiceException.class).isThrownBy(() -> get(transport(identity), TAGS, PULL))
            .withMessageContaining("answered with 404");
        assertThat(this.registry.requests("GET", "/token")).isEmpty();
    }

    @Test
    void identityTokenThatExpiredIsARejectedCredential() {
        this.registry.requireTokens("user", "s3cret");
        this.registry.when("POST", "/token").answer((request) -> Answer.json(400, "{\"error\":\"invalid_grant\"}"));
        Credentials identity = new Credentials.IdentityToken("r3fresh", Credentials.NONE);

        assertThatExceptionOfType(CredentialsRejectedException.class)
            .isThrownBy(() -> get(transport(identity), TAGS, PULL));
    }

    @Test
    @DisplayName("T16 the token service asks for a pause")
    void waitsForTokenService() {
        this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");
        this.registry.when("GET", "/token").times(1).answer((request) -> Answer.of(429).withHeader("Retry-After", "2"));

        assertThat(get(transport(USER), TAGS, PULL)).isEqualTo(200);

        assertThat(this.clock.pauses()).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    @DisplayName("T17 insufficient_scope again with the scope that was asked for")
    void stopsAfterOneOtherScope() {
        giveTokens();
        this.registry.when("GET", CATALOG)
            .answer((request) -> unauthorized(List.of(request.isAuthorized()
                    ? "Bearer realm=\"REALM\",scope=\"registry:catalog:*\",error=\"insufficient_scope\""
                    : "Bearer realm=\"REALM\"")));

        assertThatExceptionOfType(AccessRefusedException.class)
            .isThrownBy(() -> get(transport(USER), CATALOG, Scope.AS_CHALLENGED))
            .withMessageContainingAll("lacks the catalog right", "'registry:catalog:*'", "catalog.repositories")
            .matches(AuthenticationException::concernsWholeRun);
        assertThat(this.tokens).hasValue(2);
    }

    @Test
    @DisplayName("C32 insufficient_scope for the scope the token was just given for")
    void stopsAtOnceWhenFreshTokenIsNotEnough() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret").refuse("repository:team/app:pull");

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
            .withMessageContaining("Grant it to the user")
            .matches((ex) -> !ex.concernsWholeRun());
        assertThat(service.requests()).isEqualTo(1);
    }

    @Test
    void stopsAfterOneRenewal() {
        giveTokens();
        this.registry.when("GET", "/v2/.*")
            .answer((request) -> unauthorized(List.of("Bearer realm=\"REALM\",error=\"invalid_token\"")));

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL));

        assertThat(this.tokens).hasValue(2);
        assertThat(this.registry.requests("GET", TAGS)).hasSize(3);
    }

    @Test
    @DisplayName("T19 Harbor wants Basic for its catalog")
    void usesBasicForCatalogBesideTokens() {
        harbor();
        AuthorizedTransport transport = transport(USER);

        get(transport, PING, Scope.AS_CHALLENGED);
        get(transport, CATALOG, Scope.AS_CHALLENGED);
        get(transport, CATALOG, Scope.AS_CHALLENGED);
        get(transport, TAGS, PULL);

        assertThat(this.registry.requests("GET", "/v2/.*"))
            .extracting((request) -> request.path() + " " + request.authorizationScheme())
            .containsExactly("/v2/ ", "/v2/ Bearer", "/v2/_catalog ", "/v2/_catalog Basic", "/v2/_catalog Basic",
                    TAGS + " ", TAGS + " Bearer");
    }

    @Test
    void catalogThatGoodCredentialsMayNotListIsNoWrongPassword() {
        protect("/v2/", List.of("Bearer realm=\"REALM\""));
        giveTokens();
        this.registry.when("GET", CATALOG).answer((request) -> unauthorized(List.of("Basic realm=\"harbor\"")));
        AuthorizedTransport transport = transport(USER);
        get(transport, PING, Scope.AS_CHALLENGED);

        assertThatExceptionOfType(AccessRefusedException.class)
            .isThrownBy(() -> get(transport, CATALOG, Scope.AS_CHALLENGED))
            .withMessageContaining("lacks the catalog right");
    }

    @Test
    @DisplayName("T20 Harbor answers an expired token with Basic")
    void renewsTokenFromKnownChallenge() {
        harbor();
        AuthorizedTransport transport = transport(USER);
        get(transport, TAGS, PULL);
        this.oldestToken = 2;

        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(this.tokens).hasValue(2);
        assertThat(this.registry.requests("GET", TAGS)).extracting(RecordedRequest::authorizationScheme)
            .containsExactly("", "Bearer", "Bearer", "Bearer");
    }

    @Test
    void usesBasicWhenExpiredTokenCannotBeRenewed() {
        harbor();
        AuthorizedTransport transport = transport(USER);
        get(transport, TAGS, PULL);
        this.oldestToken = 3;

        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(last(TAGS).authorizationScheme()).isEqualTo("Basic");
    }

    @Test
    @DisplayName("T21 Quay shows anonymous callers an empty catalog")
    void repeatsCatalogAuthenticated() {
        quay();
        AuthorizedTransport transport = transport(USER);
        Request catalog = Request.get(this.registry.uri(CATALOG));
        get(transport, PING, Scope.AS_CHALLENGED);

        String anonymous = transport.exchange(catalog, Scope.AS_CHALLENGED, AuthorizedTransportTests::text);
        boolean worthRepeating = transport.hasUnusedCredentials(catalog, Scope.AS_CHALLENGED);
        String authenticated = transport.exchangeAuthenticated(catalog, Scope.AS_CHALLENGED,
                AuthorizedTransportTests::text);
        String next = transport.exchange(catalog, Scope.AS_CHALLENGED, AuthorizedTransportTests::text);

        assertThat(anonymous).isEqualTo("{\"repositories\":[]}");
        assertThat(worthRepeating).isTrue();
        assertThat(authenticated).isEqualTo("{\"repositories\":[\"a/b\"]}").isEqualTo(next);
        assertThat(transport.hasUnusedCredentials(catalog, Scope.AS_CHALLENGED)).isFalse();
        assertThat(this.registry.requests("GET", "/token"))
            .allMatch((request) -> request.parameters("scope").isEmpty());
    }

    @Test
    void repeatsWithBasicWhenNoChallengeIsKnown() {
        AuthorizedTransport transport = transport(USER);
        Request catalog = Request.get(this.registry.uri(CATALOG));

        assertThat(transport.exchangeAuthenticated(catalog, Scope.AS_CHALLENGED, Response::status)).isEqualTo(200);

        assertThat(last(CATALOG).basicCredentials()).isEqualTo("user:s3cret");
    }

    @Test
    @DisplayName("T21 Basic was a wrong guess at Quay, whose answer names the token service")
    void followsTheChallengeThatAnswersAGuess() {
        this.registry.when("GET", CATALOG)
            .matching((request) -> request.authorizationScheme().equals("Basic"))
            .answer((request) -> unauthorized(List.of("Bearer realm=\"REALM\",service=\"quay\"")));
        quay();
        AuthorizedTransport transport = transport(USER);
        Request catalog = Request.get(this.registry.uri(CATALOG));

        assertThat(transport.exchangeAuthenticated(catalog, Scope.AS_CHALLENGED, AuthorizedTransportTests::text))
            .isEqualTo("{\"repositories\":[\"a/b\"]}");
    }

    @Test
    void staysAnonymousWhenAuthenticatedAnswerIsWorse() {
        this.registry.when("GET", CATALOG).matching(RecordedRequest::isAuthorized).status(403);
        AuthorizedTransport transport = transport(USER);
        Request catalog = Request.get(this.registry.uri(CATALOG));

        assertThat(transport.exchangeAuthenticated(catalog, Scope.AS_CHALLENGED, Response::status)).isEqualTo(403);
        assertThat(transport.exchange(catalog, Scope.AS_CHALLENGED, Response::status)).isEqualTo(200);
    }

    @Test
    void hasNoUnusedCredentialsWithoutAny() {
        assertThat(transport(Credentials.NONE).hasUnusedCredentials(Request.get(this.registry.uri(CATALOG)),
                Scope.AS_CHALLENGED))
            .isFalse();
    }

    @Test
    @DisplayName("T22 fifty threads need one token")
    void fetchesOneTokenForAllThreads() throws InterruptedException, ExecutionException {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");
        this.registry.when("GET", "/token").delay(Duration.ofMillis(200));
        AuthorizedTransport transport = transport(USER);
        ExecutorService threads = Executors.newFixedThreadPool(50);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            calls.add(() -> get(transport, TAGS, PULL));
        }

        List<Integer> answers = new ArrayList<>();
        for (Future<Integer> answer : threads.invokeAll(calls)) {
            answers.add(answer.get());
        }
        threads.shutdown();

        assertThat(answers).hasSize(50).containsOnly(200);
        assertThat(service.requests()).isEqualTo(1);
    }

    @Test
    @DisplayName("T23 a token is renewed before it expires")
    void renewsTokenInTime() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret")
            .lifetime(Duration.ofSeconds(60))
            .clock(this.clock);
        this.registry.createRepository("team/app");
        AuthorizedTransport transport = transport(USER);

        for (int page = 0; page < 3; page++) {
            get(transport, TAGS, PULL);
            this.clock.advance(Duration.ofSeconds(40));
        }

        assertThat(service.requests()).isEqualTo(2);
        assertThat(this.registry.requests("GET", TAGS)).extracting(RecordedRequest::isAuthorized)
            .containsExactly(false, true, true, true);
    }

    @Test
    @DisplayName("T24 a token is revoked half-way")
    void renewsRevokedTokenOnce() {
        FakeTokenService service = this.registry.requireTokens("user", "s3cret");
        this.registry.createRepository("team/app");
        AuthorizedTransport transport = transport(USER);
        get(transport, TAGS, PULL);
        get(transport, TAGS, PULL);
        service.revokeAll();

        assertThat(get(transport, TAGS, PULL)).isEqualTo(200);

        assertThat(service.requests()).isEqualTo(2);
    }

    @ParameterizedTest(name = "T25 {0}")
    @ValueSource(strings = { "http://127.0.0.1:PORT/token\",service=\"s", "/token\",service=\"other" })
    void keepsToTheTokenServiceItKnows(String realm) {
        try (FakeRegistry other = new FakeRegistry()) {
            protect("/v2/", List.of("Bearer realm=\"REALM\",service=\"s\""));
            protect("/v2/team/.*", List.of("Bearer realm=\"%s\"".formatted(realm.replace("PORT", "" + other.port()))));
            giveTokens();
            AuthorizedTransport transport = transport(USER);
            get(transport, PING, Scope.AS_CHALLENGED);

            assertThatExceptionOfType(UntrustedRealmException.class).isThrownBy(() -> get(transport, TAGS, PULL))
                .withMessageContaining("is not the one it named before");
            assertThat(other.requests()).isEmpty();
            assertThat(this.tokens).hasValue(1);
        }
    }

    @Test
    void sendsCredentialsToTokenServiceOnAnotherPort() {
        try (FakeRegistry other = new FakeRegistry()) {
            other.when("GET", "/token").answer((request) -> Answer.json(200, "{\"token\":\"token-1\"}"));
            protect(".*", List.of("Bearer realm=\"" + other.uri("/token") + "\""));

            assertThat(get(transport(USER), TAGS, PULL)).isEqualTo(200);

            assertThat(other.requests()).singleElement().returns("user:s3cret", RecordedRequest::basicCredentials);
        }
    }

    @Test
    @DisplayName("R12 R13 nothing is sent to a realm that is not trusted")
    void sendsNothingToUntrustedRealm() {
        protect(".*", List.of("Bearer realm=\"http://user:pw@127.0.0.1:1/token\""));

        assertThatExceptionOfType(UntrustedRealmException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL));
        assertThat(this.registry.requests()).hasSize(1);
    }

    @Test
    @DisplayName("R15 a token service does not redirect elsewhere")
    void doesNotFollowTokenServiceElsewhere() {
        try (FakeRegistry other = new FakeRegistry()) {
            this.registry.requireTokens("user", "s3cret");
            this.registry.when("GET", "/token").redirectTo(other.uri("/token").toString());

            assertThatExceptionOfType(TokenServiceException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
                .withMessageContaining("redirects to another server");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("T26 an identity token is exchanged by POST")
    void exchangesIdentityToken() {
        this.registry.requireTokens("user", "s3cret").acceptRefreshToken("r3fresh");
        this.registry.createRepository("team/app");

        assertThat(get(transport(new Credentials.IdentityToken("r3fresh", Credentials.NONE)), TAGS, PULL))
            .isEqualTo(200);

        assertThat(this.registry.requests("POST", "/token")).singleElement().satisfies((post) -> {
            assertThat(post.text()).isEqualTo(
                    "grant_type=refresh_token&client_id=registry-archiver&service=fake-registry&scope=repository%3Ateam%2Fapp%3Apull&refresh_token=r3fresh");
            assertThat(post.isAuthorized()).isFalse();
        });
        assertThat(this.registry.requests("GET")).extracting(RecordedRequest::authorizationScheme)
            .containsExactly("", "Bearer");
    }

    @Test
    void comesBackWithTheRefreshTokenItWasGiven() {
        protect(".*", List.of("Bearer realm=\"REALM\""));
        this.registry.when("POST", "/token").answer((request) -> rotated(request, ""));
        AuthorizedTransport transport = transport(new Credentials.IdentityToken("r", Credentials.NONE));

        get(transport, TAGS, PULL);
        get(transport, "/v2/team/b/tags/list", Scope.pull(RepositoryName.of("team/b")));
        get(transport, "/v2/team/c/tags/list", Scope.pull(RepositoryName.of("team/c")));

        assertThat(this.registry.requests("POST", "/token")).extracting((request) -> request.field("refresh_token"))
            .containsExactly("r", "rr", "rrr");
    }

    @Test
    void comesBackWithTheIdentityTokenWhenTheRefreshTokenIsNotAccepted() {
        protect(".*", List.of("Bearer realm=\"REALM\""));
        this.registry.when("POST", "/token").answer((request) -> rotated(request, "rr"));
        AuthorizedTransport transport = transport(new Credentials.IdentityToken("r", Credentials.NONE));

        get(transport, TAGS, PULL);

        assertThat(get(transport, "/v2/team/b/tags/list", Scope.pull(RepositoryName.of("team/b")))).isEqualTo(200);
        assertThat(this.registry.requests("POST", "/token")).extracting((request) -> request.field("refresh_token"))
            .containsExactly("r", "rr", "r");
    }

    private static Answer rotated(RecordedRequest request, String refused) {
        String token = String.valueOf(request.field("refresh_token"));
        return token.equals(refused) ? Answer.json(400, "{\"error\":\"invalid_grant\"}")
                : Answer.json(200, "{\"token\":\"token-1\",\"refresh_token\":\"%sr\"}".formatted(token));
    }

    @Test
    @DisplayName("C30 a form has one field for all scopes")
    void joinsScopesInForm() {
        protect(".*", List.of("Bearer realm=\"REALM\",scope=\"repository:team/app:pull,push x:ab:y\""));
        this.registry.when("POST", "/token").answer((request) -> Answer.json(200, "{\"token\":\"token-1\"}"));

        get(transport(new Credentials.IdentityToken("r3fresh", Credentials.NONE)), TAGS, PULL);

        assertThat(last("/token").field("scope")).isEqualTo("repository:team/app:pull,push x:ab:y");
    }

    @Test
    @DisplayName("T27 a registry token needs no token service")
    void sendsRegistryTokenAsItIs() {
        protect(".*", List.of("Bearer realm=\"REALM\""));

        assertThat(get(transport(new Credentials.RegistryToken("token-1")), TAGS, PULL)).isEqualTo(200);

        assertThat(this.registry.requests("GET", "/token")).isEmpty();
        assertThat(last(TAGS).bearerToken()).isEqualTo("token-1");
    }

    @Test
    void rejectsRegistryTokenOnce() {
        protect(".*", List.of("Bearer realm=\"REALM\""));

        assertThatExceptionOfType(CredentialsRejectedException.class)
            .isThrownBy(() -> get(transport(new Credentials.RegistryToken("other")), TAGS, PULL));
        assertThat(this.registry.requests()).hasSize(2);
    }

    @Test
    @DisplayName("T31 Basic is UTF-8")
    void sendsBasicInUtf8() {
        this.registry.requireBasic("user", "p@:ss wörd");

        assertThat(get(transport(Credentials.of("user", "p@:ss wörd")), PING, Scope.AS_CHALLENGED)).isEqualTo(200);
    }

    @ParameterizedTest(name = "T32 {0}")
    @CsvSource({ "robot$proj+ci, robot%24proj%2Bci", "tenancy/user@x.io, tenancy%2Fuser%40x.io",
            "_json_key, _json_key" })
    void sendsAnyUsernameUnmodified(String username, String account) {
        String password = "{\n  \"type\": \"service_account\",\n  \"key\": \"a:b\"\n}";
        this.registry.requireTokens(username, password);
        this.registry.createRepository("team/app");

        assertThat(get(transport(Credentials.of(username, password)), TAGS, PULL)).isEqualTo(200);

        assertThat(last("/token").query()).contains("account=" + account);
    }

    @Test
    void saysThatRegistryRejectsPassword() {
        this.registry.requireBasic("user", "other");

        assertThatExceptionOfType(CredentialsRejectedException.class)
            .isThrownBy(() -> get(transport(USER), PING, Scope.AS_CHALLENGED))
            .withMessageContaining("Check credentials.username and credentials.password")
            .matches((ex) -> ex.server().equals(this.registry.uri(PING)));
        assertThat(this.registry.requests()).hasSize(2);
    }

    @Test
    void passwordThatWorkedIsNotWrongForOneRepository() {
        this.registry.requireBasic("user", "s3cret");
        this.registry.when("GET", TAGS).answer((request) -> unauthorized(List.of("Basic realm=\"R\"")));
        AuthorizedTransport transport = transport(USER);
        get(transport, PING, Scope.AS_CHALLENGED);

        assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport, TAGS, PULL))
            .matches((ex) -> !ex.concernsWholeRun());
    }

    @Test
    @DisplayName("R9 R16 nothing is sent to a server that a redirect leads to")
    void doesNotAuthenticateElsewhere() {
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.when("GET", ".*")
                .answer((request) -> unauthorized(List.of("Bearer realm=\"REALM\"", "Basic realm=\"R\"")));
            this.registry.requireBasic("user", "s3cret");
            this.registry.when("GET", "/v2/.*").redirectTo(storage.uri("/blob?sig=s1gned").toString());

            assertThatExceptionOfType(AccessRefusedException.class).isThrownBy(() -> get(transport(USER), TAGS, PULL))
                .withMessageContaining("Credentials are not sent there")
                .withMessageNotContaining("s1gned");
            assertThat(storage.requests()).hasSize(1).noneMatch(RecordedRequest::isAuthorized);
            assertThat(this.registry.requests("GET", "/token")).isEmpty();
        }
    }

    @Test
    void refusesAddressOfAnotherServer() {
        Request foreign = Request.get(this.registry.uri(PING).resolve("http://localhost:1/v2/"));

        assertThatIllegalArgumentException().isThrownBy(() -> transport(USER).open(foreign, PULL));
    }

    @ParameterizedTest
    @MethodSource
    void neverShowsSecrets(Credentials credentials, String challenge, Function<RecordedRequest, Answer> tokenService) {
        this.registry.when("*", "/v2/.*")
            .answer((request) -> echo(401, request).withHeader("WWW-Authenticate",
                    challenge.replace("REALM", this.registry.uri("/token").toString())));
        this.registry.when("*", "/token").answer(tokenService);
        AuthorizedTransport transport = transport(credentials);

        AuthenticationException failure = catchThrowableOfType(AuthenticationException.class,
                () -> get(transport, TAGS, PULL));

        String basic = Base64.getEncoder().encodeToString("user:s3cret".getBytes(StandardCharsets.UTF_8));
        for (Optional<Throwable> each = Optional.of(failure); each
            .isPresent(); each = Optional.ofNullable(each.get().getCause())) {
            assertThat(each.get().toString()).doesNotContain("s3cret", "t0ken", basic);
        }
        assertThat(credentials + " " + credentials.forBasic()).doesNotContain("s3cret", basic);
    }

    static Stream<Arguments> neverShowsSecrets() {
        Function<RecordedRequest, Answer> token = (request) -> Answer.json(200, "{\"token\":\"t0ken\"}");
        String bearer = "Bearer realm=\"REALM?key=s3cret\"";
        return Stream.of(arguments(USER, "Basic realm=\"R\"", token), arguments(USER, bearer, token),
                arguments(USER, bearer, (Function<RecordedRequest, Answer>) (request) -> echo(401, request)),
                arguments(USER, bearer, (Function<RecordedRequest, Answer>) (request) -> echo(403, request)),
                arguments(USER, bearer, (Function<RecordedRequest, Answer>) (request) -> echo(404, request)),
                arguments(USER, bearer,
                        (Function<RecordedRequest, Answer>) (request) -> Answer.redirect("http://localhost:1/s3cret")),
                arguments(USER, bearer,
                        (Function<RecordedRequest, Answer>) (request) -> Answer.json(200, "{\"token\":\"t0ken \"}")),
                arguments(USER, "Bearer realm=\"http://u:s3cret@127.0.0.1/t0ken\"", token),
                arguments(new Credentials.IdentityToken("s3cret", Credentials.NONE), bearer,
                        (Function<RecordedRequest, Answer>) (request) -> echo(400, request)),
                arguments(new Credentials.RegistryToken("s3cret"), bearer, token));
    }

    private static Answer echo(int status, RecordedRequest request) {
        String secret = request.basicCredentials() + " " + request.header("Authorization") + " "
                + request.field("refresh_token");
        return Answer.error(status, "ECHO", secret);
    }

    private void harbor() {
        giveTokens();
        this.registry.when("GET", "/token").matching((request) -> this.oldestToken > 2).status(404);
        String basic = "Basic realm=\"harbor\"";
        protect("/v2/_catalog", List.of(basic));
        this.registry.when("GET", "/v2/.*")
            .answer((request) -> isLetIn(request) ? Answer.json(200, "{}") : unauthorized(
                    List.of(request.isAuthorized() ? basic : "Bearer realm=\"REALM\",service=\"harbor\"")));
    }

    private void quay() {
        protect("/v2/", List.of("Bearer realm=\"REALM\",service=\"quay\""));
        this.registry.when("GET", CATALOG)
            .answer((request) -> Answer.json(200,
                    isLetIn(request) ? "{\"repositories\":[\"a/b\"]}" : "{\"repositories\":[]}"));
        this.registry.when("GET", "/token").matching((request) -> !request.parameters("scope").isEmpty()).status(400);
        giveTokens();
    }

    /** Lets in with a token of {@link #giveTokens()} or as the user. */
    private void protect(String pathRegex, List<String> challenges) {
        this.registry.when("*", "(?!/token)" + pathRegex)
            .answer((request) -> isLetIn(request) ? Answer.json(200, "{}") : unauthorized(challenges));
    }

    /** Gives token-1, token-2 and so on. */
    private void giveTokens() {
        this.registry.when("GET", "/token")
            .matching((request) -> this.oldestToken <= 2)
            .answer((request) -> Answer.json(200, "{\"token\":\"token-%d\"}".formatted(this.tokens.incrementAndGet())));
    }

    private boolean isLetIn(RecordedRequest request) {
        String token = request.bearerToken();
        return request.basicCredentials().equals("user:s3cret")
                || (token.startsWith("token-") && Integer.parseInt(token.substring(6)) >= this.oldestToken);
    }

    private Answer unauthorized(List<String> challenges) {
        Answer answer = Answer.error(401, "UNAUTHORIZED", "authentication required");
        for (String challenge : challenges) {
            answer = answer.withAddedHeader("WWW-Authenticate",
                    challenge.replace("REALM", this.registry.uri("/token").toString()));
        }
        return answer;
    }

    private RecordedRequest last(String path) {
        List<RecordedRequest> requests = this.registry.requests()
            .stream()
            .filter((request) -> request.path().equals(path))
            .toList();
        return requests.get(requests.size() - 1);
    }

    private AuthorizedTransport transport(Credentials credentials) {
        return transport(CredentialsSource.of(credentials));
    }

    private AuthorizedTransport transport(CredentialsSource credentials) {
        return new AuthorizedTransport(this.http, Registry.of(this.registry.uri().toString()), credentials,
                new CredentialsProperties(null, null, null, List.of()), this.clock);
    }

    private int get(AuthorizedTransport transport, String path, Scope scope) {
        return transport.exchange(Request.get(this.registry.uri(path)), scope, Response::status);
    }

    private void refuseTokensFor(String repository) {
        this.registry.when("GET", "/token")
            .matching((request) -> request.parameters("scope").contains("repository:%s:pull".formatted(repository)))
            .answer((request) -> Answer.error(401, "UNAUTHORIZED", "not for you"));
    }

    private static String text(Response response) throws IOException {
        return new String(response.readBody(1024), StandardCharsets.UTF_8).strip();
    }

    /** Has other credentials as soon as the first ones are rejected. */
    private static final class ExpiringCredentials implements CredentialsSource {

        private volatile Credentials current = USER;

        @Override
        public Credentials find(Registry registry, Scope scope) {
            return this.current;
        }

        @Override
        public Credentials renew(Registry registry, Scope scope, Credentials rejected) {
            this.current = Credentials.of("user", "fresh");
            return this.current;
        }

    }

}
