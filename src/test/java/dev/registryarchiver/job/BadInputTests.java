package dev.registryarchiver.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.real.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What people do wrong, and what can be wrong around them: always one sentence, the right
 * exit code, no secret anywhere, and finished archives as they were.
 */
class BadInputTests {

    private static final String USERNAME = "ci";

    private static final String PASSWORD = "n0t-to-be-shown";

    private final Secrets secrets = Secrets.of(USERNAME, PASSWORD);

    private final FakeRegistry registry = new FakeRegistry();

    private final Path directory;

    private final Path archives;

    private Map<String, String> finished = Map.of();

    BadInputTests(@TempDir Path directory) {
        this.directory = directory;
        this.archives = directory.resolve("archives");
    }

    @BeforeEach
    void haveAnArchive() throws IOException {
        this.registry.push("team/app", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        Files.createDirectories(this.archives.resolve("team/app"));
        Files.writeString(this.archives.resolve("team/app/0_20250101T000000Z_000000000000.tar"), "of another night");
        this.finished = Archives.in(this.archives);
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "archive", "list" })
    void wrongPassword(String command) {
        this.registry.requireBasic(USERNAME, "another");

        ProgramRun run = run(command, url());

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION,
                this.registry.uri() + "/v2/_catalog?n=1000 does not accept the credentials (401, "
                        + "authentication required). Check credentials.username and credentials.password, "
                        + "or log in again if they come from a docker config.");
    }

    @Test
    @DisplayName("T12 a token service that refuses the credentials ends the run")
    void wrongPasswordForTheTokenService() {
        this.registry.requireTokens(USERNAME, "another");

        ProgramRun run = run("archive", url());

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION, "/token", "credentials.username and credentials.password");
        assertThat(this.registry.count("/token")).isEqualTo(2);
    }

    @Test
    @DisplayName("T12 wrong credentials are not tried on every repository")
    void wrongPasswordForTheTokenServiceAndNamedRepositories() {
        this.registry.requireTokens(USERNAME, "another");
        String names = IntStream.range(0, 100).mapToObj("team/app%d"::formatted).collect(Collectors.joining(","));

        ProgramRun run = run("archive", url(), "--catalog.repositories=" + names, "--job.lanes=2");

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION, "/token", "credentials.username and credentials.password");
        assertThat(this.registry.count("/token")).isLessThan(10);
    }

    @Test
    void tokenServiceThatAnswers401ForOneRepositoryEndsNothingElse() {
        this.registry.requireTokens(USERNAME, PASSWORD);
        this.registry.push("a/secret", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.when("GET", "/token")
            .matching((request) -> request.parameters("scope").contains("repository:a/secret:pull"))
            .answer((request) -> Answer.error(401, "UNAUTHORIZED", "not for you"));

        for (String catalog : List.of("--catalog.include=**", "--catalog.repositories=a/secret,team/app")) {
            ProgramRun run = run("archive", url(), catalog, "--job.lanes=1");

            assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
            assertThat(run.output()).contains("a/secret failed: ", "'repository:a/secret:pull' (not for you)")
                .doesNotContain("not reached");
        }
    }

    @Test
    void missingCatalogRight() {
        this.registry.requireTokens(USERNAME, PASSWORD).refuse("registry:catalog:*");

        ProgramRun run = run("archive", url());

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION, "refuses to list its repositories",
                "'registry:catalog:*'. Grant it, or name the repositories in catalog.repositories.");
        this.secrets.andTokensIn(this.registry.requests()).areNotBelow(this.archives);
    }

    @Test
    void catalogThatIsNotThere() {
        this.registry.when("GET", "/v2/_catalog").status(404);

        assertRefusal(run("archive", url()), ExitCode.WRONG_CONFIGURATION, "the catalog is not available",
                "Name the repositories in catalog.repositories");
    }

    @Test
    void deniedRepositoryIsAFailureOfItsOwn() {
        FakeTokenService tokens = this.registry.requireTokens(USERNAME, PASSWORD);
        this.registry.push("secret/app", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        tokens.refuse("repository:secret/app:pull");

        ProgramRun run = run("archive", url());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(run.output()).contains("1 saved").contains("secret/app failed: ");
        Secrets all = this.secrets.andTokensIn(this.registry.requests());
        all.areNotIn(run.output());
        all.areNotBelow(this.archives);
    }

    @Test
    @DisplayName("T30 a page is no registry")
    void pageInsteadOfARegistry() {
        this.registry.when("GET", "/.*")
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Type", "text/html")
                .withBody("<!doctype html><title>Sign in</title>"));

        assertRefusal(run("archive", url()), ExitCode.WRONG_CONFIGURATION,
                "/v2/ does not answer as a container registry: it sent status 200 with text/html. Check host and port of registry.url");
    }

    @ParameterizedTest
    @ValueSource(strings = { "archive", "list" })
    void wrongPath(String command) {
        assertRefusal(run(command, url() + "/no/such/path"), ExitCode.WRONG_CONFIGURATION,
                "/no/such/path/v2/ does not answer as a container registry: it sent status 404",
                "whether the registry lives below a path");
    }

    @Test
    void unknownHost() {
        assertRefusal(run("archive", "--registry.url=https://no-such-host.invalid"), ExitCode.CANNOT_GO_ON,
                "Cannot reach https://no-such-host.invalid/v2/_catalog?n=1000: the host name is unknown. Check the address");
    }

    @ParameterizedTest
    @ValueSource(strings = { "archive", "list" })
    void nobodyListens(String command) throws IOException {
        assertRefusal(run(command, "--registry.url=http://127.0.0.1:" + freePort()), ExitCode.CANNOT_GO_ON,
                "the connection was refused. Check the address and the network, then run again.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://ci:n0t-to-be-shown@registry.example.com | registry.url must not contain a user name or password
            ftp://registry.example.com                     | registry.url 'ftp://registry.example.com' is not
            https://                                       | registry.url 'https://' is not
            https://registry.example.com/?x=1              | must not have a query or fragment
            ''                                             | registry.url is not set. Give the address of the registry
            """)
    void impossibleAddress(String url, String message) {
        assertRefusal(run("archive", "--registry.url=" + url), ExitCode.WRONG_CONFIGURATION, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                                    archive | --transport.retrys=3       | Property 'transport.retrys' on the command line is unknown; did you mean 'transport.retries'?
                            list    | --registry.ulr=x           | Property 'registry.ulr' on the command line is unknown; did you mean 'registry.url'?
                            archive | --output=xml               | output is 'xml', which is not one of text, json, csv.
                            archive | --colour=blue              | Property 'colour' on the command line is unknown. All are shown by 'help properties'.
                            archive | --job.lanes=many           | job.lanes is 'many', which is not a whole number.
                            archive | --job.lanes                | job.lanes is '', which is not a whole number.
                            archive | --job.lanes=0              | job.lanes is '0'; it needs to be a number from 1 to 256
                            archive | --job.resume-within=soon   | job.resume-within is 'soon', which is not a duration such as 30s, 5m or 12h.
                            archive | --selection.newest=1.5     | selection.newest is '1.5', which is not a whole number.
                            archive | --selection.platform=amd64 | selection.platform: 'amd64' is not a platform
                            archive | --catalog.include=Team/*   | catalog.include contains 'Team/*'
                            archive | --archive.directory=       | archive.directory is empty; it needs to be a directory
                    archive | --job.grace=               | job.grace is
                            archve  |                            | is not a command; did you mean 'archive'?
                            xyzzy   |                            | is not a command. Commands are: archive, retry, list
                            archive | list                       | One command at a time, not [archive, list].
                            archive | -x                         | One command at a time, not [archive, -x]. Properties have the form --name=value
                            archive | --spring.datasource.url=jdbc:nothing://host/?password=n0t-to-be-shown | There is no driver for the database that spring.datasource.url names.
                            """)
    void misspelt(String command, String argument, String message) {
        List<String> line = new ArrayList<>(Arrays.asList(command, url(), argument));
        line.removeIf(Objects::isNull);

        ProgramRun run = ProgramRun.bare(line.toArray(String[]::new));

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            registry.ulr: x          | is unknown; did you mean 'registry.url'?
            registri.url: x          | is unknown; did you mean 'registry.url'?
            catalog.inclde[0]: a     | Property 'catalog.inclde
            """)
    void misspeltInAFile(String line, String message) throws IOException {
        Path file = Files.writeString(this.directory.resolve("application.yaml"), line);

        assertRefusal(run("archive", url(), "--spring.config.additional-location=" + this.directory + "/"),
                ExitCode.WRONG_CONFIGURATION, message, file.toString());
    }

    @Test
    void headingWithNothingBelowIt() throws IOException {
        Files.writeString(this.directory.resolve("application.yaml"), "selection:\n  tags:\n");

        assertRefusal(run("archive", url(), "--spring.config.location=classpath:/," + this.directory + "/"),
                ExitCode.WRONG_CONFIGURATION,
                "selection.tags has nothing below it. Leave it out, or give one of its properties.");
    }

    @Test
    void fileThatIsNoYamlIsNotQuoted() throws IOException {
        Files.writeString(this.directory.resolve("application.yaml"),
                "credentials:\n  password: %s\n  username: [\n".formatted(PASSWORD));

        assertRefusal(run("archive", url(), "--spring.config.additional-location=" + this.directory + "/"),
                ExitCode.WRONG_CONFIGURATION, "A configuration file is not YAML: line 4, column 1, expected");
    }

    @ParameterizedTest
    @ValueSource(strings = { "nowhere/", "nowhere.yaml", "nowhere" })
    void configurationThatIsNotThere(String name) {
        assertRefusal(
                run("archive", url(), "--spring.config.additional-location=" + this.directory.resolve("x") + name),
                ExitCode.WRONG_CONFIGURATION, "nowhere",
                "Check spring.config.location and spring.config.additional-location; directories end with '/'.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '{"auths": {"x": {"auth": "n0t-to-be-shown"' | it is not a JSON object
            []                                           | it is not a JSON object
            ''                                           | it is not a JSON object
            """)
    void unreadableDockerConfig(String content, String message) throws IOException {
        Path file = Files.writeString(this.directory.resolve("config.json"), content);

        ProgramRun run = ProgramRun.of(this.archives, "archive", url(), "--credentials.docker-config=" + file);

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION,
                "Cannot read credentials from " + file + ": " + message + ". Correct it, or set credentials.username");
    }

    @Test
    void archiveDirectoryIsAFile() throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "mine");

        ProgramRun run = ProgramRun.of(file, url());

        assertRefusal(run, ExitCode.CANNOT_GO_ON, "Cannot create the directory " + file, "Check archive.directory");
        assertThat(file).hasContent("mine");
    }

    @Test
    @RequiresTool({ "mount", "umount" })
    void archiveDirectoryIsReadOnly() throws IOException {
        Path mounted = mount("ro");
        try {
            assertRefusal(ProgramRun.of(mounted.resolve("archives"), url()), ExitCode.CANNOT_GO_ON,
                    "Cannot create the directory " + mounted, "Check archive.directory and its permissions.");
        }
        finally {
            Tools.run("umount", mounted.toString()).requireSuccess();
        }
    }

    @Test
    @RequiresTool({ "mount", "umount" })
    void stateDirectoryOnAFullDisk() throws IOException {
        Path mounted = mount("size=64k");
        try {
            assertRefusal(ProgramRun.of(mounted.resolve("archives"), url()), ExitCode.CANNOT_GO_ON,
                    "The disk that holds the job state is full");
        }
        finally {
            Tools.run("umount", mounted.toString()).requireSuccess();
        }
    }

    @Test
    @DisplayName("B21 an image larger than the disk fails its repository before it is fetched, and no other")
    void noRoomOnTheDisk() {
        TestImage image = TestImage.createdAt("2026-02-02T00:00:00Z");
        Descriptor layer = image.layerDescriptors().get(0);
        TestDocument document = image.document();
        String huge = document.text().replace("\"size\":" + layer.size(), "\"size\":" + (1L << 60));
        this.registry.push("zz/huge", "1",
                new TestDocument(MediaTypes.OCI_MANIFEST, huge.getBytes(), document.blobs(), List.of()));

        ProgramRun run = run("archive", url());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(2);
        assertThat(run.output()).contains("zz/huge failed: Cannot write ", "the disk has",
                "Free some space or point archive.directory to a larger disk.", "1 saved");
        assertThat(this.registry.requests("GET", layer)).isEmpty();
        assertThat(this.archives.resolve("zz")).doesNotExist();
    }

    @Test
    void nothingFitsOnTheDisk() {
        TestDocument document = TestImage.createdAt("2026-02-02T00:00:00Z").document();
        String huge = document.text().replaceFirst("(\"layers\".*\"size\":)\\d+", "$1" + (1L << 60));
        for (int i = 0; i < 12; i++) {
            this.registry.push("zz/huge-%02d".formatted(i), "1",
                    new TestDocument(MediaTypes.OCI_MANIFEST, huge.getBytes(), document.blobs(), List.of()));
        }

        ProgramRun run = run("archive", url(), "--catalog.include=zz/**", "--job.lanes=1");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.CANNOT_GO_ON.code());
        assertThat(run.complaints()).last()
            .asString()
            .startsWith("registry-archiver: The disk has no room for the images of 10 repositories in a row.");
        assertThat(this.archives.resolve("zz")).doesNotExist();
    }

    @Test
    void archiveDirectoryThatTheDatabaseCannotName() {
        Path odd = this.directory.resolve("a;b");

        ProgramRun run = ProgramRun.of(odd, "archive", url());

        assertRefusal(run, ExitCode.WRONG_CONFIGURATION, "Give an archive.directory without ';'");
        assertThat(odd).doesNotExist();
    }

    @Test
    void retryOfARunThatWasAskedForSomethingElse() {
        this.registry.when("GET", "/v2/team/app/tags/list").status(500);
        run("archive", url());

        assertRefusal(run("retry", url(), "--selection.platform=linux/arm64"), ExitCode.WRONG_CONFIGURATION,
                "The last run was asked for something else",
                "Give the same ones to retry that run, or use 'archive' to start a new one.");
    }

    @Test
    void retryOfARunOfAnotherRegistry() {
        this.registry.when("GET", "/v2/team/app/tags/list").status(500);
        run("archive", url());
        try (FakeRegistry other = new FakeRegistry()) {
            ProgramRun run = run("retry", "--registry.url=" + other.uri());

            assertRefusal(run, ExitCode.WRONG_CONFIGURATION,
                    "The last run archived %s and registry.url is %s.".formatted(this.registry.uri(), other.uri()));
        }
    }

    @Test
    void nothingSecretIsLoggedAtTheMostTalkativeLevel() {
        this.registry.requireTokens(USERNAME, PASSWORD);
        this.registry.push("team/app", "2", TestImage.createdAt("2026-02-02T00:00:00Z"));

        ProgramRun run = run("archive", url(), "--logging.level.root=trace");

        assertThat(run.exitCode()).isZero();
        Secrets all = this.secrets.andTokensIn(this.registry.requests());
        all.areNotIn(run.output());
        all.areNotBelow(this.archives);
    }

    private void assertRefusal(ProgramRun run, ExitCode exitCode, String... parts) {
        assertThat(run.exitCode()).as(run.output()).isEqualTo(exitCode.code());
        assertThat(run.complaints()).as(run.output())
            .singleElement()
            .asString()
            .startsWith("registry-archiver: ")
            .contains(parts);
        assertThat(run.output()).doesNotContain("\tat ").doesNotContain("Exception").doesNotContain("Internal error");
        this.secrets.areNotIn(run.output());
        this.secrets.areNotBelow(this.archives);
        assertThat(Archives.in(this.archives)).containsAllEntriesOf(this.finished);
        assertThat(Archives.everythingIn(this.archives).keySet()).noneMatch((name) -> name.endsWith(".partial"));
    }

    private ProgramRun run(String command, String... arguments) {
        List<String> all = new ArrayList<>();
        all.add(command);
        all.addAll(List.of(arguments));
        all.add("--credentials.username=" + USERNAME);
        all.add("--credentials.password=" + PASSWORD);
        return ProgramRun.of(this.archives, all.toArray(String[]::new));
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private Path mount(String option) throws IOException {
        Path mounted = Files.createDirectories(this.directory.resolve("mounted"));
        int exitCode = Tools.run("mount", "-t", "tmpfs", "-o", option, "tmpfs", mounted.toString()).exitCode();
        assumeThat(exitCode).as("this user may mount").isZero();
        return mounted;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

}
