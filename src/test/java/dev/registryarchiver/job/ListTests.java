package dev.registryarchiver.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestLayer;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code list} tells of a run that has not begun. */
class ListTests {

    private static final TestLayer BASE = TestLayer.random(0, 50_000);

    private final FakeRegistry registry = new FakeRegistry();

    @TempDir
    Path archives;

    @BeforeEach
    void fill() {
        TestImage newest = image("2026-03-01T00:00:00Z", 1);
        this.registry.push("team/app", "1.10.0", newest);
        this.registry.push("team/app", "stable", newest);
        this.registry.push("team/app", "1.9.0", image("2026-01-01T00:00:00Z", 2));
        this.registry.push("team/app", "chart", TestArtifacts.helmChart());
        this.registry.push("other", "1", image("2026-02-01T00:00:00Z", 3));
        this.registry.createRepository("empty");
    }

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void tellsTheChoiceWhyItWasMadeWhatCameSecondAndWhatWasIgnored() {
        ProgramRun run = list();

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.results().lines().map(String::strip)).containsSubsequence("empty",
                "nothing  it has no tags of images", "other:1", "team/app:1.10.0 (also stable)",
                "why      built 2026-03-01T00:00:00Z (config)", "second   1.9.0, built 2026-01-01T00:00:00Z (config)");
        assertThat(run.results()).containsPattern("ignored +chart: it is an artifact")
            .containsPattern("image +sha256:[0-9a-f]{64}, linux/amd64, [0-9.]+ kB, [0-9.]+ kB to fetch")
            .contains("3 repositories: 2 images chosen (0 there already), 1 with nothing to save, 0 failed;")
            .endsWith("Nothing was written.%n".formatted());
    }

    @Test
    void forecastsExactlyWhatTheRunFetchesAndWritesWithSharedLayersOnce() {
        JsonNode forecast = last(json(list("--output=json").results()));

        ProgramRun run = ProgramRun.of(this.archives, "archive", url(), "--output=json");

        JsonNode summary = last(json(run.results()));
        assertThat(forecast.path("fetchBytes").longValue()).isEqualTo(summary.at("/totals/fetchedBytes").longValue());
        assertThat(forecast.path("roomBytes").longValue()).isEqualTo(Archives.in(this.archives)
            .keySet()
            .stream()
            .mapToLong((name) -> this.archives.resolve(name).toFile().length())
            .sum());
        assertThat(forecast.path("roomBytes")).isEqualTo(forecast.path("sizeBytes"));
    }

    @Test
    void whatIsOnTheDiskIsNotFetchedAndLayersInArchivesCount() {
        ProgramRun.of(this.archives, "archive", url());
        TestLayer added = TestLayer.random(9, 7_000);
        this.registry.push("team/app", "2.0", TestImage.createdAt("2026-04-01T00:00:00Z").withLayers(BASE, added));

        List<JsonNode> events = json(list("--output=json").results());

        JsonNode summary = last(events);
        assertThat(summary.path("archived").intValue()).isEqualTo(1);
        assertThat(events).filteredOn((event) -> event.path("repository").asString("").equals("team/app"))
            .singleElement()
            .satisfies((event) -> {
                assertThat(event.at("/images/0/tags/0").stringValue()).isEqualTo("2.0");
                assertThat(event.at("/images/0/archived").booleanValue()).isFalse();
                assertThat(event.at("/images/0/fetchBytes").longValue()).isBetween((long) added.content().length,
                        added.content().length + 5_000L);
                assertThat(event.path("second").stringValue()).startsWith("1.10.0, built ");
            });
        assertThat(summary.path("fetchBytes").longValue()).isLessThan(20_000);
        assertThat(summary.path("roomBytes").longValue()).isLessThan(summary.path("sizeBytes").longValue());
    }

    @Test
    void csvHasARowPerImageAndLeavesTheTotalsToTheErrors() throws Exception {
        ProgramRun run = list("--output=csv");

        try (MappingIterator<Map<String, String>> rows = new CsvMapper().readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(run.results())) {
            List<Map<String, String>> all = rows.readAll();
            assertThat(all).extracting((row) -> row.get("repository")).containsExactly("empty", "other", "team/app");
            assertThat(all.get(2)).containsEntry("tag", "1.10.0")
                .containsEntry("tags", "1.10.0 stable")
                .containsEntry("created", "2026-03-01T00:00:00Z")
                .containsEntry("archived", "false")
                .hasEntrySatisfying("room_bytes", (room) -> assertThat(Long.parseLong(room)).isGreaterThan(50_000));
        }
        assertThat(run.complaints()).singleElement().asString().contains("2 images chosen");
    }

    @Test
    void repositoryThatCannotBeJudgedIsTold() {
        this.registry.when("GET", "/v2/other/tags/list").status(500);

        ProgramRun run = list();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REPOSITORIES_FAILED.code());
        assertThat(run.results()).containsPattern("other\n    failed   ").contains("1 failed", "team/app:1.10.0");
    }

    @Test
    void manyRepositoriesAreToldInTheOrderOfTheCatalog() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            names.add("many/app-%03d".formatted(i));
            this.registry.push(names.get(i), "1", TestImage.createdAt("2026-02-01T00:00:00Z").withLayers(BASE));
        }

        List<JsonNode> events = json(list("--output=json", "--catalog.include=many/**").results());

        assertThat(events.subList(0, 300)).extracting((event) -> event.path("repository").stringValue())
            .containsExactlyElementsOf(names);
        assertThat(last(events).path("images").intValue()).isEqualTo(300);
    }

    private ProgramRun list(String... arguments) {
        List<String> all = new ArrayList<>(List.of("list", url()));
        all.addAll(List.of(arguments));
        return ProgramRun.of(this.archives, all.toArray(String[]::new));
    }

    private String url() {
        return "--registry.url=" + this.registry.uri();
    }

    private static TestImage image(String created, long seed) {
        return TestImage.createdAt(created).withLayers(BASE, TestLayer.random(seed, 20_000));
    }

    private static List<JsonNode> json(String text) {
        return text.lines().map((line) -> JsonMapper.shared().readTree(line)).toList();
    }

    private static JsonNode last(List<JsonNode> events) {
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("event").stringValue()).isEqualTo("summary");
        return last;
    }

}
