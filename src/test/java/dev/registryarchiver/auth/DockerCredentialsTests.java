package dev.registryarchiver.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class DockerCredentialsTests {

    private static final Credentials FOUND = new Credentials.Password("u", "p");

    private static final CredentialsProperties NOTHING_SET = new CredentialsProperties(null, null, null, List.of());

    private final Map<String, String> environment = new HashMap<>();

    private Path home = Path.of("");

    @BeforeEach
    void setHome(@TempDir Path directory) {
        this.home = directory;
    }

    @ParameterizedTest(name = "{0} {1} for {2}")
    @CsvSource({ "D1, https://index.docker.io/v1/, docker.io", "D1, docker.io, https://registry-1.docker.io",
            "D2, reg.example, reg.example", "D2, https://reg.example, reg.example",
            "D2, https://reg.example/v1/, reg.example", "D2, http://reg.example/v2/, reg.example",
            "D2, reg.example/, reg.example", "D2, REG.example, reg.example",
            "D2, reg.example:5000, http://reg.example:5000" })
    void findsEntryOfRegistry(String vector, String key, String registry) {
        dockerConfig(auths(key, "u:p"));

        assertThat(find(registry)).isEqualTo(FOUND);
    }

    @ParameterizedTest(name = "{0} {1} for {2}")
    @CsvSource({ "D3, reg.example:5000, reg.example", "D3, reg.example, https://reg.example:5000",
            "D3, other.example, reg.example", "D12, reg.example/team, reg.example" })
    void ignoresEntryOfOtherRegistry(String vector, String key, String registry) {
        dockerConfig(auths(key, "u:p"));

        assertThat(find(registry)).isEqualTo(Credentials.NONE);
    }

    @Test
    @DisplayName("D2 the exact key comes first")
    void prefersExactKey() {
        dockerConfig("""
                {"auths":{"https://reg.example":{"auth":"%s"},"reg.example":{"auth":"%s"}}}"""
            .formatted(base64("other:x"), base64("u:p")));

        assertThat(find("reg.example")).isEqualTo(FOUND);
    }

    @Test
    @DisplayName("D4 a password may hold a colon, and trailing NULs are none of it")
    void splitsAtFirstColon() {
        dockerConfig(auths("reg.example", "u:p:q\0\0"));

        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("u", "p:q"));
    }

    @ParameterizedTest(name = "D5 {0}")
    @ValueSource(strings = { "c2VjcmV0", "czNjcmV0OnA=\\n", "!!s3cret!!", "OnMzY3JldA==" })
    void skipsUnusableEntryAndNamesItsKey(String auth, CapturedOutput output) {
        dockerConfig("{\"auths\":{\"reg.example\":{\"auth\":\"%s\"}}}".formatted(auth));

        CredentialsSource source = source();

        assertThat(find(source, "reg.example")).isEqualTo(Credentials.NONE);
        assertThat(find(source, "other.example")).isEqualTo(Credentials.NONE);
        assertThat(output).containsOnlyOnce("'reg.example'")
            .contains("config.json")
            .doesNotContain(auth)
            .doesNotContain("s3cret");
    }

    @Test
    @DisplayName("D6 auth wins over username and password")
    void prefersAuth() {
        dockerConfig("{\"auths\":{\"reg.example\":{\"auth\":\"%s\",\"username\":\"x\",\"password\":\"y\"}}}"
            .formatted(base64("u:p")));

        assertThat(find("reg.example")).isEqualTo(FOUND);
    }

    @Test
    void takesPlainUsernameAndPassword() {
        dockerConfig("{\"auths\":{\"reg.example\":{\"username\":\"u\",\"password\":\"p\"}}}");

        assertThat(find("reg.example")).isEqualTo(FOUND);
    }

    @Test
    void takesIdentityTokenAndKeepsPasswordAsSubstitute() {
        dockerConfig(
                "{\"auths\":{\"reg.example\":{\"auth\":\"%s\",\"identitytoken\":\"i\"},\"b.example\":{\"auth\":\"%s\",\"identitytoken\":\"i\"}}}"
                    .formatted(base64("u:p"), base64("<token>:")));

        assertThat(find("reg.example")).isEqualTo(new Credentials.IdentityToken("i", FOUND));
        assertThat(find("b.example")).isEqualTo(new Credentials.IdentityToken("i", Credentials.NONE));
    }

    @Test
    void takesRegistryToken() {
        dockerConfig("{\"auths\":{\"reg.example\":{\"registrytoken\":\"r\"}}}");

        assertThat(find("reg.example")).isEqualTo(new Credentials.RegistryToken("r"));
    }

    @ParameterizedTest(name = "D12 {0}")
    @CsvSource({ "team/app,team", "team/sub/app,sub", "team/sub,sub", "teamwork/app,host", "other,host", "'',host" })
    void prefersLongestNamespace(String repository, String username) {
        dockerConfig(
                """
                        {"auths":{"reg.example":{"auth":"%s"},"reg.example/team":{"auth":"%s"},"reg.example/team/sub":{"auth":"%s"}}}"""
                    .formatted(base64("host:p"), base64("team:p"), base64("sub:p")));
        Scope scope = repository.isEmpty() ? Scope.AS_CHALLENGED : Scope.pull(RepositoryName.of(repository));

        assertThat(source().find(Registry.of("reg.example"), scope)).isEqualTo(new Credentials.Password(username, "p"));
    }

    @Test
    @DisplayName("D13 the flat file of old")
    void readsFlatFile() {
        write(".dockercfg", "{\"https://reg.example\":{\"auth\":\"%s\"}}".formatted(base64("u:p")));

        assertThat(find("reg.example")).isEqualTo(FOUND);
    }

    @Test
    void looksAtUsualPlacesInOrder() {
        write("docker/config.json", auths("reg.example", "docker-config:p"));
        String authFile = write("auth.json", auths("reg.example", "registry-auth-file:p")).toString();
        write("run/containers/auth.json", auths("reg.example", "runtime:p"));
        write(".config/containers/auth.json", auths("reg.example", "podman:p"));
        write(".dockercfg", auths("reg.example", "dockercfg:p"));
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("podman", "p"));

        this.environment.put("XDG_RUNTIME_DIR", this.home.resolve("run").toString());
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("runtime", "p"));

        this.environment.put("REGISTRY_AUTH_FILE", authFile);
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("registry-auth-file", "p"));

        dockerConfig(auths("reg.example", "docker:p"));
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("docker", "p"));

        this.environment.put("DOCKER_CONFIG", this.home.resolve("docker").toString());
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("docker-config", "p"));

        this.environment.put("DOCKER_AUTH_CONFIG", auths("reg.example", "inline:p"));
        assertThat(find("reg.example")).isEqualTo(new Credentials.Password("inline", "p"));
    }

    @Test
    void goesOnToNextPlaceWithoutEntryForRegistry() {
        dockerConfig(auths("other.example", "x:y"));
        write(".config/containers/auth.json", auths("reg.example", "u:p"));

        assertThat(find("reg.example")).isEqualTo(FOUND);
    }

    @Test
    void hasNoCredentialsWithoutFiles() {
        assertThat(find("reg.example")).isEqualTo(Credentials.NONE);
    }

    @Test
    void looksAtNamedFileOnly() {
        dockerConfig(auths("reg.example", "other:p"));
        Path named = write("named.json", auths("reg.example", "u:p"));

        assertThat(source(named).find(Registry.of("reg.example"), Scope.AS_CHALLENGED)).isEqualTo(FOUND);
        assertThat(source(named).find(Registry.of("b.example"), Scope.AS_CHALLENGED)).isEqualTo(Credentials.NONE);
    }

    @Test
    void acceptsDirectoryOfNamedFile() {
        write("named/config.json", auths("reg.example", "u:p"));
        Path named = this.home.resolve("named");

        assertThat(source(named).find(Registry.of("reg.example"), Scope.AS_CHALLENGED)).isEqualTo(FOUND);
    }

    @Test
    void prefersProperties() {
        dockerConfig("not read at all");
        CredentialsProperties properties = new CredentialsProperties("u", "p", null, List.of());

        CredentialsSource source = CredentialsSource.from(properties, this.environment, this.home, Clock.systemUTC());

        assertThat(source.find(Registry.of("reg.example"), Scope.AS_CHALLENGED)).isEqualTo(FOUND);
    }

    @Test
    void failsOnNamedFileThatIsMissing() {
        Path missing = this.home.resolve("missing.json");

        assertThatExceptionOfType(UnreadableCredentialsException.class)
            .isThrownBy(() -> source(missing).find(Registry.of("reg.example"), Scope.AS_CHALLENGED))
            .withMessageContainingAll(missing.toString(), "does not exist")
            .matches(AuthenticationException::concernsWholeRun);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"auths\":{\"reg.example\":{\"auth\":\"s3cret", "[]", "", "s3cret" })
    void failsOnFileThatIsNoJsonObjectAndDoesNotQuoteIt(String content) {
        dockerConfig(content);

        assertThatExceptionOfType(UnreadableCredentialsException.class).isThrownBy(() -> find("reg.example"))
            .withMessageContainingAll(this.home.resolve(".docker/config.json").toString(), "not a JSON object")
            .withMessageNotContaining("s3cret")
            .withNoCause();
    }

    @Test
    void failsOnFileThatCannotBeOpenedOrIsTooLarge() throws IOException {
        Files.createDirectories(this.home.resolve(".docker/config.json"));
        assertThatExceptionOfType(UnreadableCredentialsException.class).isThrownBy(() -> find("reg.example"))
            .withMessageContaining("cannot be opened");

        Files.delete(this.home.resolve(".docker/config.json"));
        dockerConfig("{}" + " ".repeat((1 << 20) - 2));
        assertThat(find("reg.example")).isEqualTo(Credentials.NONE);
        dockerConfig("{}" + " ".repeat((1 << 20) - 1));
        assertThatExceptionOfType(UnreadableCredentialsException.class).isThrownBy(() -> find("reg.example"))
            .withMessageContaining("larger than");
    }

    private Credentials find(String registry) {
        return find(source(), registry);
    }

    private static Credentials find(CredentialsSource source, String registry) {
        return source.find(Registry.of(registry), Scope.AS_CHALLENGED);
    }

    private CredentialsSource source() {
        return CredentialsSource.from(NOTHING_SET, this.environment, this.home, Clock.systemUTC());
    }

    private CredentialsSource source(Path dockerConfig) {
        return CredentialsSource.from(new CredentialsProperties(null, null, dockerConfig, List.of()), this.environment,
                this.home, Clock.systemUTC());
    }

    private void dockerConfig(String content) {
        write(".docker/config.json", content);
    }

    private Path write(String name, String content) {
        Path file = this.home.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        }
        catch (IOException ex) {
            throw new AssertionError(ex);
        }
    }

    private static String auths(String key, String pair) {
        return "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(key, base64(pair));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

}
