package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of runs when they are over, and of those before. */
class HistoryTests {

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        push("team/app", "1", "2026-01-01T00:00:00Z");
        push("team/api", "1", "2026-01-01T00:00:00Z");
        push("old", "1", "2026-01-01T00:00:00Z");
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void directoryWithoutARunHasNoHistoryAndGetsNone() throws IOException {
        ProgramRun history = history();

        assertThat(history.exitCode()).isZero();
        assertThat(history.output().lines()).containsExactly("There was no run yet that archived into this directory.");
        assertThat(Archives.everythingIn(this.archives)).isEmpty();
        assertThat(history("--output=json").output()).isEmpty();
    }

    @Test
    void everyRunHasALineNewestFirst() {
        archive();
        this.registry.when("GET", "/v2/team/app/tags/list").status(500);
        archive();
        Map<String, String> before = Archives.everythingIn(this.archives);

        ProgramRun history = history();

        assertThat(history.output().lines().filter((line) -> line.contains("completed"))).satisfiesExactly(
                (last) -> assertThat(last).containsPattern(
                        "completed with failures \\| .* s \\| +0 \\| +2 \\| +0 \\| +1 \\| +0 \\| +0 B \\| +3 \\|"),
                (first) -> assertThat(first)
                    .containsPattern("completed +\\| .* s \\| +3 \\| +0 \\| +0 \\| +0 \\| +0 \\| .*B \\| +3 \\|"));
        assertThat(Archives.everythingIn(this.archives)).isEqualTo(before);
    }

    @Test
    void programsGetAnObjectPerRun() {
        archive();
        archive();

        ProgramRun history = history("--output=json");

        assertThat(history.output().lines()).hasSize(2)
            .allSatisfy((line) -> assertThat(JsonMapper.shared().readTree(line).path("repositories").intValue())
                .isEqualTo(3));
    }

    @Test
    void retryContinuesTheLineOfItsRun() {
        this.registry.when("GET", "/v2/team/app/tags/list").status(500);
        archive();
        this.registry.clearFaults();

        run("retry");

        assertThat(history("--output=json").output().lines()).singleElement()
            .satisfies((line) -> assertThat(JsonMapper.shared().readTree(line).path("status").stringValue())
                .isEqualTo("COMPLETED"));
    }

    @Test
    void reportTellsWhatChangedSinceTheNightBefore() throws IOException {
        this.registry.when("GET", "/v2/team/api/tags/list").status(500);
        archive();
        assertThat(report().at("/changes/since").isNull()).isTrue();
        this.registry.clearFaults();
        push("team/app", "2", "2026-02-01T00:00:00Z");
        push("team/new", "1", "2026-02-01T00:00:00Z");

        archive("--catalog.exclude=old");

        JsonNode report = report();
        assertThat(report.at("/changes/since")).isEqualTo(report.at("/history/1/run"));
        assertThat(report.at("/changes/repositories"))
            .extracting((change) -> change.path("repository").stringValue() + " " + change.path("change").stringValue()
                    + " " + change.at("/before/tag").asString("-") + " " + change.at("/after/tag").asString("-"))
            .containsExactlyInAnyOrder("team/api RECOVERED - 1", "team/app NEW_IMAGE 1 2", "team/new NEW - 1",
                    "old GONE 1 -");
        assertThat(report.at("/totals/archives").intValue()).isEqualTo(4);
        assertThat(report.at("/totals/archiveBytes").longValue()).isEqualTo(bytesOnDisk());
        assertThat(page()).contains("New newest image", "No longer listed");
    }

    @Test
    void runThatCouldNotGoOnTellsWhyInItsReports() throws IOException {
        this.registry.when("GET", "/v2/_catalog").status(500);

        ProgramRun run = archive();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("latest.html");
        assertThat(report().path("status").stringValue()).isEqualTo("FAILED");
        assertThat(report().path("reason").stringValue()).contains("list");
        assertThat(page()).contains("The run could not go on");
        assertThat(history().output()).contains("failed");
    }

    @Test
    void onlyAsManyRunsAreKeptAsTheUserWants() throws IOException {
        for (int i = 0; i < 4; i++) {
            archive("--job.keep-runs=2");
        }

        assertThat(history("--output=json").output().lines()).hasSize(2);
        assertThat(Archives.everythingIn(this.archives.resolve(".state/reports")).keySet()).hasSize(6);
    }

    @Test
    void pageThatCannotBeWrittenDoesNotFailTheRun() throws IOException {
        Path page = this.archives.resolve(".state/reports/latest.html");
        Files.createDirectories(page.resolve("in the way"));

        ProgramRun run = archive();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("Cannot write the report as a page");
        assertThat(report().path("status").stringValue()).isEqualTo("COMPLETED");
    }

    private void push(String repository, String tag, String created) {
        this.registry.push(repository, tag,
                TestImage.createdAt(created).withLayers(TestLayer.of("hello.txt", repository + ":" + tag)));
    }

    private ProgramRun archive(String... arguments) {
        return run("archive", arguments);
    }

    private ProgramRun history(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "history";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

    private ProgramRun run(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = command;
        all[1] = "--registry.url=" + this.registry.uri();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

    private JsonNode report() {
        return Archives.latestReport(this.archives);
    }

    private String page() throws IOException {
        return Files.readString(this.archives.resolve(".state/reports/latest.html"));
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (String name : Archives.in(this.archives).keySet()) {
            bytes += Files.size(this.archives.resolve(name));
        }
        return bytes;
    }

}
