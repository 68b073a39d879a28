package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestImage;

import static org.assertj.core.api.Assertions.assertThat;

/** Where the whole program gets names from, and who gets which credentials for it. */
class CatalogSourceTests {

    private static final String PASSWORD = "c0rrect-horse";

    private static final String TOKEN = "another-s3cret";

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeRegistry api = new FakeRegistry();

    @TempDir
    private Path archives;

    @BeforeEach
    void fill() {
        this.registry.push("team/app", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.push("team/web", "1", TestImage.createdAt("2026-01-02T00:00:00Z"));
        this.registry.requireBasic("ci", PASSWORD);
        this.api.when("POST", "/v2/auth/token").answer((request) -> Answer.json(200, "{\"access_token\":\"jwt\"}"));
        this.api.when("GET", "/v2/namespaces/team/repositories")
            .answer((request) -> Answer.json(200, "{\"next\":null,\"results\":[{\"name\":\"app\"}]}"));
        this.api.when("GET", "/api/v1/repository")
            .answer((request) -> Answer.json(200, "{\"repositories\":[{\"name\":\"app\"}]}"));
        this.api.when("GET", "/(api|orgs)/.*")
            .answer((request) -> Answer.json(200,
                    request.query().endsWith("page=1") ? "[{\"name\":\"%s\",\"path\":\"team/app\"}]"
                        .formatted(request.path().startsWith("/orgs") ? "app" : "team/app") : "[]"));
    }

    @AfterEach
    void stop() {
        this.registry.close();
        this.api.close();
    }

    @Test
    void archivesWhatAFileNames() throws IOException {
        Path names = Files.writeString(this.archives.resolve("names.txt"), "# ours\nteam/web\n");

        ProgramRun run = run("--catalog.source=file", "--catalog.file=" + names);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Archives.in(this.archives).keySet()).singleElement().asString().startsWith("team/web/1_");
        assertThat(this.registry.count("/v2/_catalog")).isZero();
    }

    @Test
    void repositoryThatAFileNamesHasToBeThere() throws IOException {
        Path names = Files.writeString(this.archives.resolve("names.txt"), "team/web\nteam/gone\n");

        ProgramRun run = run("--catalog.source=file", "--catalog.file=" + names);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(run.output()).contains("team/gone failed");
    }

    @ParameterizedTest
    @ValueSource(strings = { "docker-hub", "gitlab", "harbor", "ghcr", "quay" })
    void anotherServerGetsTheTokenThatIsMeantForIt(String source) {
        ProgramRun run = run("--catalog.source=" + source, "--catalog.namespaces=team",
                "--catalog.api-url=" + this.api.uri() + "/", "--catalog.token=" + TOKEN);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("1 saved");
        assertThat(this.api.requests()).isNotEmpty()
            .allMatch(
                    (request) -> !request.text().contains(PASSWORD) && !request.basicCredentials().contains(PASSWORD));
        assertThat(this.registry.requests())
            .noneMatch((request) -> request.basicCredentials().contains(TOKEN) || request.bearerToken().equals(TOKEN));
        Secrets secrets = Secrets.of("ci", TOKEN);
        secrets.areNotIn(run.output());
        secrets.areNotBelow(this.archives);
    }

    @ParameterizedTest
    @CsvSource({ "docker-hub,and catalog.username", "gitlab,Set catalog.token", "harbor,and catalog.username",
            "ghcr,Set catalog.token", "quay,Set catalog.token" })
    void anotherServerGetsNoCredentialsOfTheRegistry(String source, String remedy) {
        ProgramRun run = run("--catalog.source=" + source, "--catalog.namespaces=team",
                "--catalog.api-url=" + this.api.uri());

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("those of the registry are not meant for it").contains(remedy);
        assertThat(this.api.requests()).isEmpty();
    }

    @Test
    void robotOfQuayDoesNotListPublicRepositoriesOnlyAndSilently() {
        ProgramRun run = run("--catalog.source=quay", "--catalog.namespaces=team");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("Set catalog.token");
        assertThat(this.registry.requests()).extracting(RecordedRequest::path).doesNotContain("/api/v1/repository");
    }

    @Test
    void registryThatDoesNotNameItsGitLabHasToBeTold() {
        ProgramRun run = run("--catalog.source=gitlab", "--catalog.namespaces=team");

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("Set catalog.api-url, such as https://gitlab.example.com");
    }

    @Test
    void refusedListingIsAWrongConfiguration() {
        this.api.clearFaults();
        this.api.when("GET", "/.*").status(401);

        ProgramRun run = run("--catalog.source=harbor", "--catalog.api-url=" + this.api.uri(),
                "--catalog.token=" + TOKEN);

        assertThat(run.exitCode()).as(run.output()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("answered 401").contains("check credentials.username");
    }

    @Test
    void sourceThatDoesNotExistIsNamedWithThoseThatDo() {
        ProgramRun run = run("--catalog.source=nexus");

        assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("catalog.source is 'nexus', which is not one of registry, file, docker-hub, "
                + "gitlab, harbor, ghcr, quay.");
    }

    private ProgramRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--registry.url=" + this.registry.uri(), "--credentials.username=ci",
                "--credentials.password=" + PASSWORD));
        return ProgramRun.of(this.archives, all.toArray(String[]::new));
    }

}
