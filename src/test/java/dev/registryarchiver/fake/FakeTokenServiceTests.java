package dev.registryarchiver.fake;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FakeTokenServiceTests {

    private static final String PULL = "repository:team/app:pull";

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeTokenService service = this.registry.requireTokens("alice", "secret");

    private final Client client = new Client();

    @BeforeEach
    void push() {
        this.registry.push("team/app", "1.0", TestImage.createdAt("2026-01-02T03:04:05Z"));
    }

    @AfterEach
    void close() {
        this.registry.close();
    }

    @Test
    void challengeSaysWhereAndForWhatToGetTokens() throws IOException {
        assertThat(challenge(get("/v2/", "")))
            .isEqualTo("Bearer realm=\"%s\",service=\"fake-registry\"".formatted(this.registry.uri("/token")));
        assertThat(challenge(get("/v2/team/app/tags/list", ""))).endsWith(",scope=\"repository:team/app:pull\"");
        assertThat(challenge(get("/v2/_catalog", ""))).endsWith(",scope=\"registry:catalog:*\"");
        assertThat(challenge(get("/v2/", "made up"))).endsWith(",error=\"invalid_token\"");
    }

    @Test
    void tokenIsGoodForWhatItWasAskedFor() throws IOException {
        String token = token(PULL);

        assertThat(get("/v2/", token).statusCode()).isEqualTo(200);
        assertThat(get("/v2/team/app/tags/list", token).statusCode()).isEqualTo(200);
        assertThat(challenge(get("/v2/team/app2/tags/list", token))).endsWith(",error=\"insufficient_scope\"");
        assertThat(challenge(get("/v2/_catalog", token))).endsWith(",error=\"insufficient_scope\"");
        assertThat(get("/v2/_catalog", token("registry:catalog:*")).statusCode()).isEqualTo(200);
        assertThat(this.service.requests()).isEqualTo(2);
    }

    @Test
    void severalScopesAreGrantedTogether() throws IOException {
        String token = token(PULL + "&scope=registry:catalog:*");

        assertThat(get("/v2/team/app/tags/list", token).statusCode()).isEqualTo(200);
        assertThat(get("/v2/_catalog", token).statusCode()).isEqualTo(200);
    }

    @Test
    void refusedScopeIsLeftOut() throws IOException {
        this.service.refuse(PULL);

        assertThat(challenge(get("/v2/team/app/tags/list", token(PULL)))).endsWith(",error=\"insufficient_scope\"");
    }

    @Test
    void tokenExpiresWhenItsTimeIsUp() throws IOException {
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        this.service.lifetime(Duration.ofSeconds(60)).clock(Clock.fixed(now, ZoneOffset.UTC));
        String token = token(PULL);

        this.service.clock(Clock.fixed(now.plusSeconds(59), ZoneOffset.UTC));
        int before = get("/v2/team/app/tags/list", token).statusCode();
        this.service.clock(Clock.fixed(now.plusSeconds(60), ZoneOffset.UTC));
        int after = get("/v2/team/app/tags/list", token).statusCode();

        assertThat(before).isEqualTo(200);
        assertThat(after).isEqualTo(401);
    }

    @Test
    void revokedTokenIsInvalid() throws IOException {
        String token = token(PULL);

        this.service.revokeAll();

        assertThat(challenge(get("/v2/team/app/tags/list", token))).endsWith(",error=\"invalid_token\"");
    }

    @Test
    void strangersGetTokensOnlyWhenAllowed() throws IOException {
        assertThat(this.client.get(this.registry.uri("/token")).statusCode()).isEqualTo(401);

        this.service.allowAnonymous();

        assertThat(this.client.get(this.registry.uri("/token")).statusCode()).isEqualTo(200);
        assertThat(this.client.get(this.registry.uri("/token"), "Authorization", Client.basic("alice", "wrong"))
            .statusCode()).isEqualTo(401);
    }

    @Test
    void postTakesPasswordAndRefreshToken() throws IOException {
        this.service.acceptRefreshToken("refresh");
        String scope = "&service=fake-registry&client_id=test&scope=repository%3Ateam%2Fapp%3Apull+registry%3Acatalog%3A*";

        HttpResponse<byte[]> password = this.client.post(this.registry.uri("/token"),
                "grant_type=password&username=alice&password=secret" + scope);
        HttpResponse<byte[]> refresh = this.client.post(this.registry.uri("/token"),
                "grant_type=refresh_token&refresh_token=refresh" + scope);
        HttpResponse<byte[]> wrong = this.client.post(this.registry.uri("/token"),
                "grant_type=refresh_token&refresh_token=wrong" + scope);

        assertThat(get("/v2/team/app/tags/list", value(password)).statusCode()).isEqualTo(200);
        assertThat(get("/v2/_catalog", value(refresh)).statusCode()).isEqualTo(200);
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    private String token(String scopes) throws IOException {
        return value(this.client.get(this.registry.uri("/token?service=fake-registry&scope=" + scopes), "Authorization",
                Client.basic("alice", "secret")));
    }

    private HttpResponse<byte[]> get(String target, String token) throws IOException {
        return token.isEmpty() ? this.client.get(this.registry.uri(target))
                : this.client.get(this.registry.uri(target), "Authorization", "Bearer " + token);
    }

    private static String value(HttpResponse<byte[]> response) {
        return Client.json(response).path("token").asString();
    }

    private static String challenge(HttpResponse<byte[]> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        return response.headers().firstValue("WWW-Authenticate").orElseThrow();
    }

}
