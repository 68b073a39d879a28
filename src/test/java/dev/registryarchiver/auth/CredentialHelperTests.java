package dev.registryarchiver.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.TestClock;
import dev.registryarchiver.transport.TransportProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@ExtendWith(OutputCaptureExtension.class)
class CredentialHelperTests {

    private static final String FOUND = """
            echo '{"ServerURL":"x","Username":"u","Secret":"p"}'
            """;

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private Duration timeout = CredentialHelper.TIMEOUT;

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void asksForTheServerByItsNameAndWithoutShell() throws IOException {
        helper("test",
                "cat > %s/input; echo \"$@\" > %s/arguments\n%s".formatted(this.directory, this.directory, FOUND));
        CredentialsSource source = source("{\"credHelpers\":{\"reg.example:5000\":\"test\"}}");

        assertThat(find(source, "reg.example:5000")).isEqualTo(new Credentials.Password("u", "p"));

        assertThat(this.directory.resolve("input")).hasContent("reg.example:5000");
        assertThat(this.directory.resolve("arguments")).hasContent("get");
    }

    @ParameterizedTest(name = "D1 D7 {0} is asked as {1}")
    @CsvSource({ "docker.io, https://index.docker.io/v1/", "reg.example, https://reg.example/v1/",
            "other.example, other.example" })
    void asksStoreByTheNameOfTheLogin(String registry, String server) throws IOException {
        helper("store", "cat > %s/input\n%s".formatted(this.directory, FOUND));
        CredentialsSource source = source(
                "{\"auths\":{\"https://index.docker.io/v1/\":{},\"https://reg.example/v1/\":{}},\"credsStore\":\"store\"}");

        assertThat(find(source, registry)).isEqualTo(new Credentials.Password("u", "p"));

        assertThat(this.directory.resolve("input")).hasContent(server);
    }

    @Test
    void isAskedOnceForAllRepositories() throws IOException {
        helper("test", counting(FOUND));
        CredentialsSource source = source("{\"credHelpers\":{\"reg.example\":\"test\"}}");

        find(source, "reg.example");
        source.find(Registry.of("reg.example"), Scope.pull(RepositoryName.of("a")));
        source.find(Registry.of("reg.example"), Scope.pull(RepositoryName.of("b")));

        assertThat(runs()).isEqualTo(1);
    }

    @Test
    @DisplayName("D8 a helper that has nothing is no trouble")
    void goesOnAnonymouslyWhenNothingIsKept(CapturedOutput output) throws IOException {
        helper("test", "echo 'credentials not found in native keychain'; exit 1");

        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example")).isEqualTo(Credentials.NONE);
        assertThat(output).doesNotContain("WARN");
    }

    @Test
    void takesEntryOfTheFileWhenNothingIsKept() throws IOException {
        helper("test", "echo 'credentials not found in native keychain'; exit 1");

        assertThat(find(
                source("{\"credsStore\":\"test\",\"auths\":{\"reg.example\":{\"auth\":\"%s\"}}}"
                    .formatted(Base64.getEncoder().encodeToString("own:x".getBytes(StandardCharsets.UTF_8)))),
                "reg.example"))
            .isEqualTo(new Credentials.Password("own", "x"));
    }

    @Test
    @DisplayName("D9 <token> marks an identity token")
    void readsIdentityToken() throws IOException {
        helper("test", "echo '{\"Username\":\"<token>\",\"Secret\":\"r\"}'");

        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example"))
            .isEqualTo(new Credentials.IdentityToken("r", Credentials.NONE));
    }

    @ParameterizedTest(name = "D10 {0}")
    @MethodSource
    void saysWhatIsWrongOnceAndGoesOn(String script, String words, CapturedOutput output) throws IOException {
        helper("test", script);
        CredentialsSource source = source("{\"credsStore\":\"test\"}");

        assertThat(find(source, "reg.example")).isEqualTo(Credentials.NONE);
        assertThat(source.find(Registry.of("reg.example"), Scope.pull(RepositoryName.of("a"))))
            .isEqualTo(Credentials.NONE);

        assertThat(output).containsOnlyOnce("WARN")
            .containsOnlyOnce("The credential helper docker-credential-test of ")
            .contains(words + "; going on without it for 'reg.example'.")
            .doesNotContain("s3cret");
    }

    static Stream<Arguments> saysWhatIsWrongOnceAndGoesOn() {
        return Stream.of(arguments("echo s3cret; exit 3", "ended with exit code 3"),
                arguments("echo s3cret", "gave no user name and secret"),
                arguments("echo '{\"Username\":\"u\",\"Secret\":\"\"}'", "gave no user name and secret"),
                arguments("echo '{\"Username\":\"a:b\",\"Secret\":\"s3cret\"}'", "gave no user name and secret"),
                arguments("head -c 1048576 /dev/zero", "answered with more than 65536 bytes"));
    }

    @Test
    @DisplayName("D10 an answer as long as allowed")
    void readsAnswerUpToItsLimit() throws IOException {
        String answer = "{\"Username\":\"u\",\"Secret\":\"p\"}";
        helper("test", "printf '%s'; head -c %d /dev/zero | tr '\\0' ' '".formatted(answer,
                CredentialHelper.MAX_ANSWER - answer.length()));

        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example"))
            .isEqualTo(new Credentials.Password("u", "p"));
    }

    @ParameterizedTest(name = "D10 {0}")
    @ValueSource(strings = { "sleep 60", "exec >&-; sleep 60" })
    @Timeout(20)
    void doesNotWaitForEver(String script, CapturedOutput output) throws IOException {
        helper("test", script);
        this.timeout = Duration.ofSeconds(1);

        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example")).isEqualTo(Credentials.NONE);

        assertThat(output).contains("did not answer within 1 s");
    }

    @Test
    @DisplayName("D10 a child that keeps the output open")
    @Timeout(20)
    void doesNotWaitForWhatTheHelperLeftRunning(CapturedOutput output) throws IOException {
        helper("test", "sleep 60 & exit 0");
        this.timeout = Duration.ofSeconds(1);

        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example")).isEqualTo(Credentials.NONE);

        // Whether the end of the helper or of its output is seen first is up to the
        // operating system.
        assertThat(output).contains("going on without it");
    }

    @Test
    @DisplayName("D10 no such program")
    void saysThatHelperIsMissing(CapturedOutput output) throws IOException {
        assertThat(find(source("{\"credsStore\":\"test\"}"), "reg.example")).isEqualTo(Credentials.NONE);

        assertThat(output).contains("docker-credential-test of ").contains("is not on the PATH");
    }

    @Test
    @DisplayName("D11 the helper of the registry goes before the store")
    void prefersHelperOfTheRegistry() throws IOException {
        helper("own", FOUND);
        helper("store", "echo '{\"Username\":\"other\",\"Secret\":\"p\"}'");

        assertThat(find(source("{\"credHelpers\":{\"reg.example\":\"own\"},\"credsStore\":\"store\"}"), "reg.example"))
            .isEqualTo(new Credentials.Password("u", "p"));
    }

    @ParameterizedTest(name = "D14 {0}")
    @ValueSource(strings = { "../../evil", "a b", "a;b", "$(evil)", "é" })
    void refusesNamesThatAreNone(String name, CapturedOutput output) throws IOException {
        assertThat(find(source("{\"credsStore\":\"%s\"}".formatted(name)), "reg.example")).isEqualTo(Credentials.NONE);

        assertThat(output).contains("has a name with other characters");
    }

    @Test
    @DisplayName("T28 a password of ECR expires after 12 hours")
    void isAskedAgainWhenItsSecretIsRejected() throws IOException {
        this.registry.requireBasic("AWS", "one");
        this.registry.createRepository("a");
        this.registry.createRepository("b");
        helper("ecr-login", counting("echo \"{\\\"Username\\\":\\\"AWS\\\",\\\"Secret\\\":\\\"$(cat %s)\\\"}\""
            .formatted(this.directory.resolve("secret"))));
        Files.writeString(this.directory.resolve("secret"), "one");
        try (HttpTransport http = http()) {
            AuthorizedTransport transport = transport(http, "ecr-login");
            assertThat(tags(transport, "a")).isEqualTo(200);
            this.registry.requireBasic("AWS", "two");
            Files.writeString(this.directory.resolve("secret"), "two");
            this.clock.advance(Duration.ofHours(12));
            this.registry.clearRequests();

            assertThat(tags(transport, "a")).isEqualTo(200);
            assertThat(tags(transport, "b")).isEqualTo(200);
        }
        assertThat(runs()).isEqualTo(2);
        assertThat(this.registry.requests()).extracting((request) -> request.path() + " " + request.basicCredentials())
            .containsExactly("/v2/a/tags/list AWS:one", "/v2/a/tags/list AWS:two", "/v2/b/tags/list AWS:two");
    }

    @Test
    void isNotAskedAgainWithinAMinute() throws IOException {
        this.registry.requireBasic("AWS", "other");
        helper("ecr-login", counting(FOUND));
        try (HttpTransport http = http()) {
            AuthorizedTransport transport = transport(http, "ecr-login");

            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> tags(transport, "a"));
            }
            assertThat(runs()).isEqualTo(1);
            this.clock.advance(KeptSecret.PAUSE.minusSeconds(1));
            assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> tags(transport, "a"));
            assertThat(runs()).isEqualTo(1);
            this.clock.advance(Duration.ofSeconds(1));
            assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> tags(transport, "a"));
            assertThat(runs()).isEqualTo(2);
        }
    }

    @Test
    void isAskedAgainWhenTheTokenServiceRejectsItsSecret() throws IOException {
        this.registry.requireTokens("u", "p");
        this.registry.createRepository("a");
        helper("gcloud", "cat %s/answer".formatted(this.directory));
        Files.writeString(this.directory.resolve("answer"), "{\"Username\":\"u\",\"Secret\":\"old\"}");
        try (HttpTransport http = http()) {
            AuthorizedTransport transport = transport(http, "gcloud");
            assertThatExceptionOfType(CredentialsRejectedException.class).isThrownBy(() -> tags(transport, "a"));
            Files.writeString(this.directory.resolve("answer"), "{\"Username\":\"u\",\"Secret\":\"p\"}");
            this.clock.advance(KeptSecret.PAUSE);

            assertThat(tags(transport, "a")).isEqualTo(200);
        }
    }

    private int tags(AuthorizedTransport transport, String repository) {
        return transport.exchange(Request.get(this.registry.uri("/v2/" + repository + "/tags/list")),
                Scope.pull(RepositoryName.of(repository)), Response::status);
    }

    private HttpTransport http() {
        return new HttpTransport(
                new TransportProperties(8, Duration.ofSeconds(5), Duration.ofSeconds(10), 2, Duration.ofMillis(500),
                        Duration.ofMinutes(1), null, null, null, null),
                this.registry.uri(), "test", this.clock, this.clock);
    }

    private AuthorizedTransport transport(HttpTransport http, String helper) throws IOException {
        CredentialsSource source = source("{\"credHelpers\":{\"%s\":\"%s\"}}".formatted(this.registry.host(), helper));
        return new AuthorizedTransport(http, Registry.of(this.registry.uri().toString()), source,
                new CredentialsProperties(null, null, null, List.of()), this.clock);
    }

    private CredentialsSource source(String config) throws IOException {
        Path file = Files.writeString(this.directory.resolve("config.json"), config);
        Map<String, String> environment = Map.of("PATH", this.directory + ":/usr/bin:/bin");
        return DockerCredentials.of(new CredentialsProperties(null, null, file, List.of()), environment, this.directory,
                new DockerConfig.Helpers(environment, this.timeout, this.clock));
    }

    private static Credentials find(CredentialsSource source, String registry) {
        return source.find(Registry.of(registry), Scope.AS_CHALLENGED);
    }

    private void helper(String name, String script) throws IOException {
        Path file = Files.writeString(this.directory.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private String counting(String script) {
        return "echo run >> %s/runs\n%s".formatted(this.directory, script);
    }

    private int runs() throws IOException {
        return Files.readAllLines(this.directory.resolve("runs")).size();
    }

}
