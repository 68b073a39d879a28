package dev.registryarchiver.job;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.Relay;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;
import dev.registryarchiver.real.Certificate;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.JwtTokenService;
import dev.registryarchiver.real.RegistryPusher;
import dev.registryarchiver.real.RequiresTool;

import static org.assertj.core.api.Assertions.assertThat;

/** The command {@code doctor} with one thing wrong at a time. */
class DoctorTests {

    private static final String PASSWORD = "c0rrect horse";

    private static final TestLayer LAYER = TestLayer.random(7, 50_000);

    private static final TestImage IMAGE = TestImage.createdAt("2026-03-01T00:00:00Z").withLayers(LAYER);

    private static Certificate certificate;

    private static Certificate expired;

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path directory;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) {
        certificate = Certificate.in(directory, "registry", "ip:127.0.0.1");
        expired = Certificate.expiredIn(directory, "expired", "ip:127.0.0.1");
    }

    @BeforeEach
    void fill() {
        this.registry.push("team/app", "1.2", IMAGE);
        this.registry.push("team/app", "latest", IMAGE);
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void findsNothingWrongWhereARunWouldGoThrough() {
        this.registry.requireTokens("ci", PASSWORD);

        ProgramRun run = doctor("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(results(run)).containsExactly("reach ok", "tls ok", "clock ok", "registry ok", "authenticate ok",
                "list ok", "resolve ok", "read ok", "directory ok", "state ok");
        assertThat(run.output()).contains("answers, at 127.0.0.1")
            .contains("- GET " + this.registry.uri() + "/v2/: 401 Unauthorized (after ")
            .contains("- it asks for Bearer with a token of " + this.registry.uri() + "/token for service '"
                    + FakeTokenService.SERVICE + "'")
            .contains("- a token was given for scope 'repository:team/app:pull'")
            .contains("used, where asked for: user name and password from credentials.username")
            .contains("1 repository listed, no more pages")
            .contains("team/app:1.2 for linux/amd64 is ")
            .contains("built 2026-03-01T00:00:00Z (config)")
            .contains(" with Bearer: 206 Partial Content")
            .contains("A run would find everything it needs.")
            .doesNotContain(PASSWORD)
            .doesNotContain("eyJ");
        assertThat(this.directory).isEmptyDirectory();
    }

    @Test
    void wrongPassword() {
        this.registry.requireTokens("ci", PASSWORD);

        ProgramRun run = doctor("--credentials.username=ci", "--credentials.password=wr0ng");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).containsExactly("reach ok", "tls ok", "clock ok", "registry ok", "authenticate FAILED",
                "list not tried", "resolve not tried", "read not tried", "directory ok", "state ok");
        assertThat(run.output()).contains("does not accept the credentials")
            .contains("used: user name and password from credentials.username")
            .contains("because of 'authenticate' above")
            .contains("A run would not succeed: 1 step failed.")
            .doesNotContain("wr0ng");
    }

    @Test
    void noCredentialsWhereSomeAreNeeded() throws IOException {
        this.registry.requireBasic("ci", PASSWORD);
        Path config = Files.writeString(this.directory.resolve("config.json"), "{\"auths\":{\"other.example\":{}}}");

        ProgramRun run = doctor("--credentials.docker-config=" + config);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("registry ok", "authenticate FAILED");
        assertThat(run.output()).contains("it asks for Basic with user name and password")
            .contains("used: no credentials; %s has no entry for %s".formatted(config, this.registry.host()));
    }

    @Test
    void credentialsOfADockerConfigAreNamedByTheirFile() throws IOException {
        this.registry.requireBasic("ci", PASSWORD);
        String auth = Base64.getEncoder().encodeToString(("ci:" + PASSWORD).getBytes());
        Path config = Files.writeString(this.directory.resolve("config.json"), JsonMapper.shared()
            .writeValueAsString(Map.of("auths", Map.of(this.registry.host(), Map.of("auth", auth)))));

        ProgramRun run = doctor("--credentials.docker-config=" + config);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("user name and password from " + config)
            .doesNotContain(PASSWORD)
            .doesNotContain(auth);
    }

    @Test
    void damagedDockerConfig() throws IOException {
        this.registry.requireBasic("ci", PASSWORD);
        Path config = Files.writeString(this.directory.resolve("config.json"), "{\"auths\":");

        ProgramRun run = doctor("--credentials.docker-config=" + config);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output()).contains(config + "").contains("it is not a JSON object").contains("FAILED");
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=http://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).startsWith("reach FAILED", "tls not tried").endsWith("directory ok", "state ok");
        assertThat(run.output()).contains("the connection was refused")
            .contains(": no answer, the connection was refused (after ");
    }

    @Test
    void unknownHost() {
        ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=https://registry.invalid");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).startsWith("reach FAILED");
        assertThat(run.output()).contains("the host name is unknown");
    }

    @Test
    void notARegistry() {
        this.registry.when("GET", "/v2/.*")
            .answer((request) -> Answer.of(200).withHeader("Content-Type", "text/html").withBody("<html>Welcome"));

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("reach ok", "registry FAILED", "authenticate not tried");
        assertThat(run.output()).contains("does not answer as a container registry");
    }

    @Test
    void catalogIsRefused() {
        this.registry.when("GET", "/v2/_catalog").answer((request) -> Answer.error(403, "DENIED", "not for you"));

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("authenticate ok", "list FAILED", "resolve not tried");
        assertThat(run.output()).contains("catalog.repositories").contains("/v2/_catalog?n=1000: 403 Forbidden");
    }

    @Test
    void catalogIsNotNeededWhereRepositoriesAreNamed() {
        this.registry.when("GET", "/v2/_catalog").status(403);

        ProgramRun run = doctor("--catalog.repositories=team/app,team/other");

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("not needed, catalog.repositories names 2 repositories");
    }

    @Test
    void catalogIsEmpty() {
        this.registry.deleteRepository("team/app");

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isZero();
        assertThat(results(run)).contains("list warning", "resolve warning", "read warning");
        assertThat(run.output()).contains("the list is empty: a run would save nothing")
            .contains("A run would go through; 3 warnings are worth reading.");
    }

    @Test
    void filterLeavesOutEverything() {
        ProgramRun run = doctor("--catalog.include=nothing/**");

        assertThat(run.output()).contains("catalog.include and catalog.exclude leave out all of them");
    }

    @Test
    void tokenServiceIsDown() {
        this.registry.requireTokens("ci", PASSWORD);
        this.registry.when("GET", "/token").beforeAuthentication().status(503);

        ProgramRun run = doctor("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("registry ok", "authenticate FAILED");
        assertThat(run.output()).contains("/token").contains("503 Service Unavailable");
    }

    @Test
    void tokenServiceIsNotTrusted() {
        this.registry.when("GET", "/v2/.*")
            .beforeAuthentication()
            .answer((request) -> Answer.of(401)
                .withHeader("WWW-Authenticate", "Bearer realm=\"ftp://tokens.invalid/token\",service=\"s\""));

        ProgramRun run = doctor("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("registry ok", "authenticate FAILED");
        assertThat(run.output()).contains("it asks for Bearer with a token of ftp://tokens.invalid/token")
            .contains("credentials.trusted-realm-hosts")
            .doesNotContain("GET ftp:");
    }

    @Test
    void certificateIsSelfSigned() {
        try (Relay relay = Relay.tls(certificate.server(), false, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.directory, "doctor",
                    "--registry.url=https://127.0.0.1:" + relay.port());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(results(run)).startsWith("reach ok", "tls FAILED", "clock not tried");
            assertThat(run.output()).contains("transport.ca-certificates")
                .contains("(self-signed)")
                .contains("made for 127.0.0.1")
                .contains("TLS failed");
        }
    }

    @Test
    void certificateHasExpired() {
        try (Relay relay = Relay.tls(expired.server(), false, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=https://127.0.0.1:" + relay.port(),
                    "--transport.ca-certificates=" + expired.pem());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(results(run)).startsWith("reach ok", "tls FAILED");
            assertThat(run.output()).contains("has expired").contains("valid from ");
        }
    }

    @Test
    void certificateExpiresSoon() {
        try (Relay relay = Relay.tls(certificate.server(), false, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=https://127.0.0.1:" + relay.port(),
                    "--transport.ca-certificates=" + certificate.pem());

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(results(run)).contains("tls warning", "read ok");
            assertThat(run.output()).contains("the certificate is trusted, but only until ");
        }
    }

    @Test
    void plainHttpOnATlsPort() {
        try (Relay relay = Relay.tls(certificate.server(), false, this.registry.port())) {
            ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=http://127.0.0.1:" + relay.port());

            assertThat(run.exitCode()).isNotZero();
            assertThat(results(run)).contains("reach FAILED");
        }
    }

    @Test
    @RequiresTool("docker-registry")
    void tlsOnAPlainPort() {
        try (DockerRegistryServer server = DockerRegistryServer.open()) {
            ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=https://" + server.host());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(results(run)).startsWith("reach ok", "tls FAILED");
            assertThat(run.output()).contains("Spell out http://");
        }
    }

    @Test
    void clockIsWrong() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME
            .format(Instant.now().minus(Duration.ofHours(3)).atZone(ZoneOffset.UTC));
        this.registry.when("GET", "/v2/.*").change((answer) -> answer.withHeader("Date", date));

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isZero();
        assertThat(results(run)).contains("clock warning");
        assertThat(run.output()).containsPattern("the server's clock is \\d h \\d+ min behind ours");
    }

    @Test
    void repositoriesWithoutTags() {
        this.registry.deleteTag("team/app", "1.2");
        this.registry.deleteTag("team/app", "latest");

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isZero();
        assertThat(results(run)).contains("resolve warning", "read warning");
        assertThat(run.output()).contains("no tags in team/app");
    }

    @Test
    void tokenIsNotGoodForTheRepository() {
        FakeTokenService tokens = this.registry.requireTokens("ci", PASSWORD);
        tokens.refuse("repository:team/app:pull");

        ProgramRun run = doctor("--credentials.username=ci", "--credentials.password=" + PASSWORD);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(results(run)).contains("list ok", "resolve FAILED", "read not tried");
        assertThat(run.output()).contains("repository:team/app:pull");
    }

    @Test
    void noImageAtTheTag() {
        this.registry.push("chart", "1", TestArtifacts.helmChart());

        ProgramRun run = doctor("--catalog.repositories=chart");

        assertThat(run.exitCode()).isZero();
        assertThat(results(run)).contains("resolve warning", "read warning");
        assertThat(run.output()).contains("chart:1 is no image to archive: it is an artifact of type");
    }

    @Test
    void storageOfBlobsIsDead() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String blob = "/v2/team/app/blobs/" + IMAGE.layerDescriptors().get(0).digest();
        this.registry.when("GET", blob).redirectTo("http://localhost:" + port + "/store?signature=s3cret");

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).contains("resolve ok", "read FAILED");
        assertThat(run.output()).contains("307 Temporary Redirect")
            .contains("http://localhost:%d/store?signature=REDACTED: no answer, the connection was refused"
                .formatted(port))
            .doesNotContain("s3cret");
    }

    @Test
    void storageElsewhereIsNamed() {
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.pushBlob("store", LAYER.content());
            String blob = "/v2/team/app/blobs/" + IMAGE.layerDescriptors().get(0).digest();
            this.registry.when("GET", blob)
                .redirectTo(storage.uri() + "/v2/store/blobs/" + IMAGE.layerDescriptors().get(0).digest());

            ProgramRun run = doctor();

            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).contains("from the storage at " + storage.uri());
        }
    }

    @Test
    void partsOfLayersCannotBeAskedFor() {
        String blob = "/v2/team/app/blobs/" + IMAGE.layerDescriptors().get(0).digest();
        this.registry.when("GET", blob).answer((request) -> Answer.of(200).withBody(LAYER.content()));

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isZero();
        assertThat(results(run)).contains("read warning");
        assertThat(run.output()).contains("a broken transfer starts over");
    }

    @Test
    void layerIsMissing() {
        this.registry.deleteBlob("team/app", IMAGE.layerDescriptors().get(0).digest());

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).contains("read FAILED");
    }

    @Test
    void directoryCannotBeMade() throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "in the way");

        ProgramRun run = ProgramRun.bare("doctor", "--registry.url=" + this.registry.uri(),
                "--archive.directory=" + file.resolve("archives"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).contains("read ok", "directory FAILED");
        assertThat(run.output()).contains("cannot be created").contains("archive.directory");
    }

    @Test
    void directoryThatDoesNotExistYetIsNotMade() {
        Path archives = this.directory.resolve("a/b");

        ProgramRun run = ProgramRun.bare("doctor", "--registry.url=" + this.registry.uri(),
                "--archive.directory=" + archives);

        assertThat(results(run)).contains("directory ok");
        assertThat(this.directory).isEmptyDirectory();
    }

    @Test
    void stateIsHeldByAProcess() throws IOException {
        ProgramRun.of(this.directory, "archive", "--registry.url=" + this.registry.uri());
        Path state = StateDatabase.file(this.directory.resolve(".state"));
        try (FileChannel channel = FileChannel.open(state, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            ProgramRun run = doctor();

            assertThat(lock.isValid()).isTrue();
            assertThat(run.exitCode()).isZero();
            assertThat(results(run)).contains("state warning");
            assertThat(run.output()).contains("process %d holds it".formatted(ProcessHandle.current().pid()))
                .contains("exit code 4");
        }
        assertThat(results(doctor())).contains("state ok");
    }

    @Test
    void stateOfAShardIsItsOwn() {
        String shard = "--job.shard=0/1000";
        ProgramRun.of(this.directory, "archive", "--registry.url=" + this.registry.uri(), shard);

        ProgramRun run = ProgramRun.of(this.directory, "doctor", "--registry.url=" + this.registry.uri(), shard);

        assertThat(results(run)).contains("state ok");
        assertThat(run.output())
            .contains(StateDatabase.file(this.directory.resolve(".state/shard-0-of-1000")) + " can be read");
    }

    @Test
    void stateIsDamaged() throws IOException {
        Path state = StateDatabase.file(Files.createDirectories(this.directory.resolve(".state")));
        Files.writeString(state, "garbage".repeat(10_000));

        ProgramRun run = doctor();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(results(run)).contains("state FAILED");
        assertThat(run.output()).contains("The job state is damaged");
        assertThat(state).hasContent("garbage".repeat(10_000));
    }

    @Test
    void registryIsNotNamed() {
        ProgramRun run = ProgramRun.of(this.directory, "doctor");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors()).contains("registry.url is not set");
    }

    @Test
    @RequiresTool("docker-registry")
    void tellsWhatARealTokenIsGoodFor() {
        try (JwtTokenService tokens = new JwtTokenService();
                DockerRegistryServer server = DockerRegistryServer.withTokenAuth(tokens)) {
            tokens.allow("ci", PASSWORD, "registry:catalog:*", "repository:team/app:pull");
            RegistryPusher.tokens(server.uri(), tokens).push("team/app", "1.2", IMAGE);

            ProgramRun good = ProgramRun.of(this.directory, "doctor", "--registry.url=" + server.uri(),
                    "--credentials.username=ci", "--credentials.password=" + PASSWORD);
            ProgramRun wrong = ProgramRun.of(this.directory, "doctor", "--registry.url=" + server.uri(),
                    "--credentials.username=ci", "--credentials.password=wr0ng");

            assertThat(good.exitCode()).as(good.output()).isZero();
            assertThat(good.output()).contains("for service '" + JwtTokenService.SERVICE + "'")
                .contains("good for repository:team/app:pull by its own words")
                .contains("206 Partial Content");
            assertThat(wrong.exitCode()).isEqualTo(3);
            assertThat(results(wrong)).contains("authenticate FAILED");
            assertThat(good.output() + wrong.output()).doesNotContain(PASSWORD).doesNotContain("wr0ng");
        }
    }

    @Test
    void asksForNoMoreThanItNeeds() {
        doctor();

        assertThat(this.registry.requests()).hasSizeLessThan(10)
            .extracting(RecordedRequest::method)
            .containsOnly("GET");
    }

    private ProgramRun doctor(String... arguments) {
        List<String> all = new ArrayList<>(List.of("doctor", "--registry.url=" + this.registry.uri()));
        all.addAll(List.of(arguments));
        return ProgramRun.of(this.directory, all.toArray(String[]::new));
    }

    /** Name and result of every step, in order. */
    private static List<String> results(ProgramRun run) {
        return run.output()
            .lines()
            .filter((line) -> line.matches("[a-z]+ +(ok|warning|FAILED|not tried) .*"))
            .map((line) -> line.replaceFirst("^([a-z]+) +(ok|warning|FAILED|not tried) .*", "$1 $2"))
            .toList();
    }

}
