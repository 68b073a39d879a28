package dev.registryarchiver.job;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestImage;

import static org.assertj.core.api.Assertions.assertThat;

/** What a run prints, where there is no terminal. */
class ConsoleTests {

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        this.registry.push("team/app", "1.0", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.createRepository("empty");
    }

    @AfterEach
    void stop() {
        this.registry.close();
        // Spring Boot hands it to the logging system by a property that stays.
        System.clearProperty("CONSOLE_LOG_STRUCTURED_FORMAT");
    }

    @Test
    void resultsGoToTheOutputAndEverythingElseToTheErrors() {
        breakOne();

        ProgramRun run = run("archive");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("broken failed: ", "team/app saved: 1.0 (", "empty has nothing to save: ");
        assertThat(run.results())
            .contains("| team/app   | saved ", "3 repositories: 1 saved", "Report: ", "Run 'retry'")
            .doesNotContain("INFO", "WARN");
    }

    @Test
    void secondNightHasALineForWhatIsUnchanged() {
        run("archive");

        assertThat(run("archive").errors()).contains("team/app unchanged: 1.0 (");
    }

    @Test
    void quietRunSaysNothingWhenAllIsWell() {
        assertThat(run("archive", "--quiet").output()).isEmpty();
        assertThat(run("archive", "-q").output()).isEmpty();
        assertThat(run("retry", "--quiet=true").output()).isEmpty();
    }

    @Test
    void quietRunTellsOfFailuresAndWhatToDo() {
        breakOne();

        ProgramRun run = run("archive", "--quiet");

        assertThat(run.errors().lines()).singleElement().asString().contains("WARN", "broken failed: ");
        assertThat(run.results().lines()).satisfiesExactly(
                (totals) -> assertThat(totals)
                    .startsWith("3 repositories: 1 saved, 0 unchanged, 1 with nothing to save, 1 failed"),
                (advice) -> assertThat(advice).startsWith("Run 'retry'"));
    }

    @Test
    void jsonHasALinePerEventWithTheFactsOfTheReport() throws Exception {
        breakOne();

        ProgramRun run = run("archive", "--output=json");

        List<JsonNode> events = json(run.results());
        assertThat(events).extracting((event) -> event.path("event").stringValue())
            .startsWith("started")
            .endsWith("summary")
            .hasSize(5);
        assertThat(run.errors().lines()).singleElement().asString().startsWith("Run 'retry'");
        JsonNode report = Archives.latestReport(this.archives);
        assertThat(events.stream()
            .filter((event) -> event.path("event").stringValue().equals("repository"))
            .<JsonNode>map(ConsoleTests::bare))
            .containsExactlyInAnyOrderElementsOf(report.path("repositories").valueStream().toList());
        // The report measures the disk besides.
        ((ObjectNode) report.path("totals")).remove(List.of("archives", "archiveBytes"));
        ObjectNode summary = bare(events.get(events.size() - 1));
        assertThat(summary.path("report").stringValue()).endsWith("latest.json");
        summary.propertyNames().forEach((name) -> {
            if (report.has(name) && !name.equals("finishedAt")) {
                assertThat(summary.path(name)).as(name).isEqualTo(report.path(name));
            }
        });
        assertThat(summary.path("totals").path("failed").intValue()).isEqualTo(1);
    }

    @Test
    void jsonTellsOfWarningsAsEvents() {
        ProgramRun run = run("archive", "--output=json", "--catalog.include=nothing/**");

        assertThat(json(run.results())).anySatisfy((event) -> {
            assertThat(event.path("event").stringValue()).isEqualTo("warning");
            assertThat(event.path("message").stringValue()).startsWith("The registry lists no repository");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "ecs", "logstash" })
    void structuredLogCarriesTheSameEvents(String format) {
        breakOne();

        ProgramRun run = run("archive", "--logging.structured.format.console=" + format);

        List<JsonNode> events = json(run.errors()).stream().filter((event) -> event.has("event")).toList();
        assertThat(events).extracting((event) -> event.path("event").asString("")).contains("started", "repository");
        assertThat(events).anySatisfy((event) -> {
            assertThat(event.path("repository").asString("")).isEqualTo("team/app");
            assertThat(event.path("state").asString("")).isEqualTo("SAVED");
            assertThat(event.at("/images/0/tag").asString("")).isEqualTo("1.0");
            assertThat(event.at("/images/0/sizeBytes").longValue()).isPositive();
        });
        assertThat(events).anySatisfy((event) -> {
            assertThat(event.path("state").asString("")).isEqualTo("FAILED");
            assertThat(event.path("failure").asString("")).isEqualTo("NETWORK");
        });
        assertThat(run.results()).contains("3 repositories: 1 saved");
    }

    private void breakOne() {
        this.registry.push("broken", "1.0", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.when("GET", "/v2/broken/tags/list").status(500);
    }

    private ProgramRun run(String command, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = command;
        all[1] = "--registry.url=" + this.registry.uri();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return ProgramRun.of(this.archives, all);
    }

    private static List<JsonNode> json(String text) {
        return text.lines().map((line) -> JsonMapper.shared().readTree(line)).toList();
    }

    private static ObjectNode bare(JsonNode event) {
        return ((ObjectNode) event.deepCopy()).without(List.of("event", "time"));
    }

}
