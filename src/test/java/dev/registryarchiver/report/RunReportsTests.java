package dev.registryarchiver.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RunReportsTests {

    private static final List<WorklistEntry> ENTRIES = List.of(TestRuns.saved(1, "team/app"));

    private static final RunSummary SUMMARY = TestRuns.summary(RunSummary.Status.COMPLETED, ENTRIES);

    private static final RunReport REPORT = TestRuns.report(SUMMARY);

    @TempDir
    Path directory;

    @Test
    void areKeptUnderTheNameOfTheRunToo() throws IOException {
        reports().write(REPORT, ENTRIES::forEach);

        String run = SUMMARY.run().toString();
        assertThat(files()).containsExactlyInAnyOrder("latest.json", run + ".json", "latest.html", run + ".html");
        assertThat(file("latest.json")).hasSameBinaryContentAs(file(run + ".json"));
        assertThat(file("latest.html")).hasSameBinaryContentAs(file(run + ".html"));
        assertThat(reports().latest()).isEqualTo(file("latest.html"));
    }

    @Test
    void reportThatCannotBeFinishedLeavesTheLastOneAlone() throws IOException {
        reports().write(REPORT, ENTRIES::forEach);
        List<String> before = files();
        byte[] latest = Files.readAllBytes(file("latest.json"));

        assertThatIllegalStateException().isThrownBy(() -> reports().write(REPORT, (consumer) -> {
            throw new IllegalStateException("the state is gone");
        }));

        assertThat(file("latest.json")).hasBinaryContent(latest);
        assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void pageThatCannotBeWrittenFailsNothingAndLeavesNoOldOne() throws IOException {
        reports().write(REPORT, ENTRIES::forEach);
        Files.delete(file("latest.json"));
        AtomicInteger calls = new AtomicInteger();

        reports().write(TestRuns.report(later(1)), (consumer) -> {
            if (calls.incrementAndGet() > 1) {
                throw new IllegalStateException("the page is too much");
            }
            ENTRIES.forEach(consumer);
        });

        assertThat(files()).contains("latest.json", later(1).run() + ".json")
            .doesNotContain("latest.html", later(1).run() + ".html")
            .noneMatch((name) -> name.endsWith(".partial"));
        assertThat(reports().latest()).isEqualTo(file("latest.json"));
    }

    @Test
    void onlyReportsOfTheNewestRunsAreKept() throws IOException {
        for (int i = 0; i < 4; i++) {
            reports().write(TestRuns.report(later(i)), ENTRIES::forEach);
        }
        Files.writeString(file("notes.json"), "mine");

        reports().prune(2);

        assertThat(files()).containsExactlyInAnyOrder("latest.json", "latest.html", later(3).run() + ".json",
                later(3).run() + ".html", later(2).run() + ".json", later(2).run() + ".html", "notes.json");
    }

    @Test
    void thereIsNothingToForgetBeforeTheFirst() {
        new RunReports(this.directory.resolve("none")).prune(2);

        assertThat(this.directory).isEmptyDirectory();
    }

    private static RunSummary later(int days) {
        return new RunSummary(new RunId(TestRuns.START.plusSeconds(86_400L * days)), SUMMARY.registry(),
                SUMMARY.startedAt(), SUMMARY.finishedAt(), SUMMARY.status(), "", SUMMARY.totals(), 0, 0,
                RunSummary.Pruning.NONE);
    }

    private RunReports reports() {
        return new RunReports(this.directory);
    }

    private Path file(String name) {
        return this.directory.resolve(name);
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(this.directory)) {
            return files.map((file) -> file.getFileName().toString()).toList();
        }
    }

}
