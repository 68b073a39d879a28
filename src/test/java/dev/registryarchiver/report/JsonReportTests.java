package dev.registryarchiver.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.WorklistEntry;

import static org.assertj.core.api.Assertions.assertThat;

class JsonReportTests {

    private static final RunChanges CHANGES = new RunChanges(TestRuns.past(1, "COMPLETED").run(),
            List.of(new RunChanges.Change(RunChanges.Kind.NEW_IMAGE, RepositoryName.of("team/app"),
                    new RunChanges.Newest("1.9.0", TestRuns.DIGEST), new RunChanges.Newest("1.10.0", TestRuns.DIGEST)),
                    new RunChanges.Change(RunChanges.Kind.GONE, RepositoryName.of("gone"), null, null)));

    private static final List<WorklistEntry> ENTRIES = List.of(TestRuns.saved(1, "team/app"),
            TestRuns.unchanged(2, "old"), TestRuns.failed(3, "bad"));

    private static final RunSummary SUMMARY = TestRuns.summary(RunSummary.Status.COMPLETED_WITH_FAILURES, ENTRIES,
            new RunSummary.Pruning(2, 3_000_000, "the catalog shrank"));

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
                 "fetchedBytes":1000000,"reusedBytes":200000,"prunedArchives":2,"prunedBytes":3000000,
                 "archives":12,"archiveBytes":3400000000}"""));
        assertThat(report.path("notPruned").stringValue()).isEqualTo("the catalog shrank");
        assertThat(report.at("/repositories/0/images/0")).isEqualTo(json("""
                {"tag":"1.10.0","digest":"%s","platform":"linux/amd64","created":"2026-01-02T03:04:05Z",
                 "reason":"built 2026-01-02T03:04:05Z","archive":"team/app/1.10.0.tar","sizeBytes":1210000,
                 "fetchedBytes":1000000,"reusedBytes":200000,"saved":true}""".formatted(TestRuns.DIGEST)));
        assertThat(report.at("/repositories/1/images/0/created").isNull()).isTrue();
        assertThat(report.at("/repositories/2")).isEqualTo(json("""
                {"repository":"bad","state":"FAILED","failure":"NETWORK","detail":"the \\"line\\" broke",
                 "remedy":"%s","startedAt":"2026-03-01T02:17:03Z","finishedAt":"2026-03-01T02:17:04.500Z",
                 "durationMillis":1500,"images":[]}""".formatted(Remedies.of(FailureClass.NETWORK))));
    }

    @Test
    void tellsWhatChanged() throws IOException {
        assertThat(write().path("changes")).isEqualTo(json("""
                {"since":"20260228T021700.000Z","repositories":[
                  {"repository":"team/app","change":"NEW_IMAGE","before":{"tag":"1.9.0","digest":"%1$s"},
                   "after":{"tag":"1.10.0","digest":"%1$s"}},
                  {"repository":"gone","change":"GONE","before":null,"after":null}]}""".formatted(TestRuns.DIGEST)));
        assertThat(write(TestRuns.report(SUMMARY)).path("changes"))
            .isEqualTo(json("{\"since\":null,\"repositories\":[]}"));
    }

    @Test
    void tellsOfTheRunsBefore() throws IOException {
        JsonNode history = write().path("history");

        assertThat(history).extracting((run) -> run.path("status").stringValue())
            .containsExactly("COMPLETED_WITH_FAILURES", "COMPLETED", "UNFINISHED");
        assertThat(history.path(1)).isEqualTo(json("""
                {"run":"20260228T021700.000Z","registry":"https://registry.example.com",
                 "finishedAt":"2026-02-28T02:18:40Z","status":"COMPLETED","workedMillis":100000,"repositories":2,
                 "saved":2,"unchanged":0,"nothingToSave":0,"failed":0,"pending":0,"fetchedBytes":2000000,
                 "reusedBytes":0,"archives":9,"archiveBytes":1000000000}"""));
    }

    @Test
    void isWhatTheSchemaSays() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Path.of("src/main/resources/dev/registryarchiver/report/report.schema.json")));

        assertThat(schema.validate(write())).isEmpty();
        assertThat(schema.validate(write(TestRuns.report(SUMMARY)))).isEmpty();
        assertThat(schema.validate(json("{\"schema\":1}"))).isNotEmpty();
    }

    @Test
    void everyFieldIsDocumented() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("## The report"));
        JsonNode report = write();

        Matcher words = Pattern.compile("`([A-Za-z]+)(?:\\[])?`").matcher(section);
        List<String> documented = words.results().map((match) -> match.group(1)).toList();
        List<String> fields = Stream
            .of(report, report.path("totals"), report.at("/repositories/0"), report.at("/repositories/0/images/0"),
                    report.path("changes"), report.at("/changes/repositories/0"), report.at("/history/0"))
            .flatMap((object) -> object.propertyNames().stream())
            .toList();

        assertThat(documented).containsAll(fields);
    }

    private static JsonNode write() throws IOException {
        return write(TestRuns.report(SUMMARY, CHANGES, List.of(TestRuns.past(1, "COMPLETED"), TestRuns.past(2, null))));
    }

    private static JsonNode write(RunReport report) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new JsonReport().write(output, report, ENTRIES::forEach);
        return JsonMapper.shared().readTree(output.toByteArray());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

}
