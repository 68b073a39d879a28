package dev.registryarchiver.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.inventory.WorklistEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class JsonReportTests {

    private static final List<WorklistEntry> ENTRIES = List.of(TestRuns.saved(1, "team/app"),
            TestRuns.unchanged(2, "old"), TestRuns.failed(3, "bad"));

    private static final RunSummary SUMMARY = TestRuns.summary(RunSummary.Status.COMPLETED_WITH_FAILURES, ENTRIES,
            new RunSummary.Pruning(2, 3_000_000, "the catalog shrank"));

    @TempDir
    Path directory;

    @Test
    void tellsEverythingOfARun() throws IOException {
        JsonNode report = write();

        assertThat(report.path("schema").intValue()).isEqualTo(1);
        assertThat(report.path("run").stringValue()).isEqualTo(SUMMARY.run().toString());
        assertThat(report.path("startedAt").stringValue()).isEqualTo("2026-03-01T02:17:00Z");
        assertThat(report.path("finishedAt").stringValue()).isEqualTo("2026-03-01T02:20:10Z");
        assertThat(report.path("status").stringValue()).isEqualTo("COMPLETED_WITH_FAILURES");
        assertThat(report.path("totals")).isEqualTo(json("""
                {"repositories":3,"saved":1,"unchanged":1,"nothingToSave":0,"failed":1,"pending":0,
                 "fetchedBytes":1000000,"reusedBytes":200000,"prunedArchives":2,"prunedBytes":3000000}"""));
        assertThat(report.path("notPruned").stringValue()).isEqualTo("the catalog shrank");
        assertThat(report.at("/repositories/0/images/0")).isEqualTo(json("""
                {"tag":"1.10.0","digest":"%s","platform":"linux/amd64","created":"2026-01-02T03:04:05Z",
                 "reason":"built 2026-01-02T03:04:05Z","archive":"team/app/1.10.0.tar","sizeBytes":1210000,
                 "fetchedBytes":1000000,"reusedBytes":200000,"saved":true}""".formatted(TestRuns.DIGEST)));
        assertThat(report.at("/repositories/1/images/0/created").isNull()).isTrue();
        assertThat(report.at("/repositories/2")).isEqualTo(json("""
                {"repository":"bad","state":"FAILED","failure":"NETWORK","detail":"the \\"line\\" broke",
                 "durationMillis":1500,"images":[]}"""));
    }

    @Test
    void isKeptUnderTheNameOfTheRunToo() throws IOException {
        write();

        assertThat(files()).containsExactlyInAnyOrder("latest.json", SUMMARY.run() + ".json");
        assertThat(this.directory.resolve("latest.json"))
            .hasSameBinaryContentAs(this.directory.resolve(SUMMARY.run() + ".json"));
    }

    @Test
    void reportThatCannotBeFinishedLeavesTheLastOneAlone() throws IOException {
        write();
        byte[] before = Files.readAllBytes(this.directory.resolve("latest.json"));

        assertThatIllegalStateException().isThrownBy(() -> new JsonReport(this.directory).write(SUMMARY, (consumer) -> {
            throw new IllegalStateException("the state is gone");
        }));

        assertThat(this.directory.resolve("latest.json")).hasBinaryContent(before);
        assertThat(this.directory.resolve(SUMMARY.run() + ".json")).hasBinaryContent(before);
    }

    @Test
    void everyFieldIsDocumented() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("## The report"));
        JsonNode report = write();

        Matcher words = Pattern.compile("`([A-Za-z]+)(?:\\[])?`").matcher(section);
        List<String> documented = words.results().map((match) -> match.group(1)).toList();
        List<String> fields = Stream.of(report, report.at("/repositories/0"), report.at("/repositories/0/images/0"))
            .flatMap((object) -> object.propertyNames().stream())
            .toList();

        assertThat(documented).containsAll(fields);
    }

    private JsonNode write() throws IOException {
        JsonReport report = new JsonReport(this.directory);
        report.write(SUMMARY, ENTRIES::forEach);
        return JsonMapper.shared().readTree(Files.readAllBytes(report.latest()));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(this.directory)) {
            return files.map((file) -> file.getFileName().toString()).toList();
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

}
