package dev.registryarchiver.auth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.registryarchiver.fuzz.Cost;
import dev.registryarchiver.fuzz.Hostile;
import dev.registryarchiver.image.Registry;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever servers, files and helpers say: a value, or the exception documented. */
class AuthFuzzTests {

    private static final String SECRET = "c0rrecthorse";

    private static final DockerConfig.Helpers NO_HELPERS = new DockerConfig.Helpers(Map.of(), Duration.ofSeconds(1),
            Clock.systemUTC());

    @Property
    void challenge(@ForAll("challenges") String line) throws Exception {
        List<Challenge> challenges = Cost.bounded(() -> ChallengeParser.parse(List.of(line, line)));

        assertThat(challenges).hasSizeLessThanOrEqualTo(32);
        for (Challenge challenge : challenges) {
            assertThat(challenge.describe()).matches("[^\\p{Cc}\\u202e]+");
            assertThat(challenge.scopes().toString()).isNotNull();
        }
    }

    @Property
    void realm(@ForAll("realms") String realm) throws Exception {
        RealmPolicy policy = new RealmPolicy(Registry.of("https://registry.example.com"), List.of());
        try {
            URI checked = Cost.bounded(() -> policy.check(realm, URI.create("https://registry.example.com/v2/")));

            assertThat(checked.getScheme()).isEqualTo("https");
            assertThat(checked.getHost()).isNotEmpty();
            assertThat(checked.getRawUserInfo()).isNull();
        }
        catch (AuthenticationException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property
    void token(@ForAll("tokens") byte[] answer) throws Exception {
        try {
            BearerToken token = Cost.bounded(() -> BearerToken.parse(answer, Instant.EPOCH));

            assertThat(token.header()).matches("Bearer [!-~]+");
            assertThat(token.renewal()).isBetween(Instant.EPOCH, Instant.EPOCH.plus(Duration.ofHours(12)));
            assertThat(TokenClaims.scopes(token.value())).isNotNull();
            assertThat(BearerToken.refreshToken(answer)).isNotNull();
        }
        catch (IllegalArgumentException ex) {
            assertThat(ex.getMessage()).doesNotContain(SECRET).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property
    void claims(@ForAll("claims") String token) throws Exception {
        assertThat(Cost.bounded(() -> TokenClaims.scopes(token))).isNotNull();
    }

    @Property
    void dockerConfig(@ForAll("configs") byte[] content) throws Exception {
        try {
            DockerConfig config = Cost.bounded(() -> DockerConfig.parse("config.json", content, NO_HELPERS));
            for (String host : List.of("https://registry.example.com", "https://docker.io", "http://localhost:5000")) {
                Registry registry = Registry.of(host);
                Optional<Credentials> found = Cost.bounded(() -> config.find(registry, "team/app"));

                assertThat(found.toString()).doesNotContain(SECRET);
                assertThat(config.origin(registry, "team/app")).doesNotContain(SECRET);
            }
        }
        catch (UnreadableCredentialsException ex) {
            assertThat(ex.getMessage()).doesNotContain(SECRET);
        }
    }

    @Property
    void helperAnswer(@ForAll("helperAnswers") byte[] answer) throws Exception {
        try {
            assertThat(Cost.bounded(() -> CredentialHelper.credentials(answer))).isPresent();
        }
        catch (CredentialHelperException ex) {
            assertThat(ex).hasMessage("gave no user name and secret").hasNoCause();
        }
    }

    @Property
    void wordsOfServer(@ForAll("tokens") byte[] body) throws Exception {
        assertThat(Cost.bounded(() -> ServerWords.of(body, List.of(SECRET)))).doesNotContain(SECRET)
            .matches("[^\\p{Cc}\\u202e]*");
    }

    @Provide
    Arbitrary<String> challenges() {
        return Hostile.text("Bearer realm=\"https://auth.example.com/token\",service=\"s\",scope=\"repository:a:pull\"",
                "Negotiate YIIabc==, Basic realm = \"a\\\"b\" , Digest nonce=n", "BASIC", "Basic realm=/",
                ",, Bearer realm=\"x\",,error=insufficient_scope,");
    }

    @Provide
    Arbitrary<String> realms() {
        return Hostile.text("https://auth.example.com/token?a=b", "/v2/token", "https://[::1]:5000/t",
                "http://10.0.0.1/t", "https://u:p@host/t");
    }

    @Provide
    Arbitrary<byte[]> tokens() {
        return Hostile.bytes(
                "{\"token\":\"%s\",\"expires_in\":300,\"issued_at\":\"1970-01-01T00:00:00Z\",\"refresh_token\":\"r\"}"
                    .formatted(SECRET),
                "{\"access_token\":\"%s\",\"expires_in\":\"3e2\"}".formatted(SECRET),
                "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"%s is wrong\"}]}".formatted(SECRET),
                "<html>no</html>");
    }

    @Provide
    Arbitrary<String> claims() {
        return Hostile.text(
                "e30.eyJhY2Nlc3MiOlt7InR5cGUiOiJyZXBvc2l0b3J5IiwibmFtZSI6ImEiLCJhY3Rpb25zIjpbInB1bGwiXX1dfQ.c2ln",
                "a.b.c");
    }

    @Provide
    Arbitrary<byte[]> configs() {
        return Hostile.bytes(
                "{\"auths\":{\"registry.example.com\":{\"auth\":\"Y2k6YzBycmVjdGhvcnNl\"},\"https://index.docker.io/v1/\":{\"username\":\"u\",\"password\":\"%s\"},\"localhost:5000/team\":{\"identitytoken\":\"%s\"}},\"credHelpers\":{\"localhost:5000\":\"none\"},\"credsStore\":\"../../none\"}"
                    .formatted(SECRET, SECRET),
                "{\"registry.example.com\":{\"registrytoken\":\"%s\"}}".formatted(SECRET));
    }

    @Provide
    Arbitrary<byte[]> helperAnswers() {
        return Hostile
            .bytes("{\"ServerURL\":\"https://registry.example.com\",\"Username\":\"<token>\",\"Secret\":\"%s\"}"
                .formatted(SECRET), "{\"Username\":\"ci\",\"Secret\":\"%s\"}".formatted(SECRET));
    }

}
