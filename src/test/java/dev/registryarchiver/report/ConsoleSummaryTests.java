package dev.registryarchiver.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.registryarchiver.inventory.WorklistEntry;

import static org.assertj.core.api.Assertions.assertThat;

class ConsoleSummaryTests {

    @Test
    void tellsOfEveryRepositoryOfASmallRun() {
        List<WorklistEntry> entries = List.of(TestRuns.saved(1, "team/app"), TestRuns.unchanged(2, "old"),
                TestRuns.failed(3, "bad"), TestRuns.empty(4, "none"));

        String text = print(RunSummary.Status.COMPLETED_WITH_FAILURES, entries);

        assertThat(text.lines()
            .filter((line) -> line.startsWith("| ") && !line.contains("Repository"))
            .map((line) -> line.replaceAll(" *\\| *", "|")))
            .containsExactly("|team/app|saved|1.10.0|2026-01-02T03:04:05Z|1.21 MB|built 2026-01-02T03:04:05Z|",
                    "|old|unchanged|2||500 B|version in the tag|", "|bad|failed||||the \"line\" broke|",
                    "|none|nothing to save||||it has no tags|");
        assertThat(text).endsWith("4 repositories: 1 saved, 1 unchanged, 1 with nothing to save, 1 failed; "
                + "1.00 MB fetched and 200 kB reused in 3 min 10 s.%n".formatted());
    }

    @Test
    void tellsOnlyOfFailuresWhereThereAreMoreThanAPersonReads() {
        List<WorklistEntry> entries = new ArrayList<>();
        for (int i = 1; i <= ConsoleSummary.MAX_ROWS; i++) {
            entries.add(TestRuns.saved(i, "app-" + i));
        }
        assertThat(print(RunSummary.Status.COMPLETED, entries)).contains("app-1 ", "app-" + ConsoleSummary.MAX_ROWS);

        entries.add(TestRuns.failed(ConsoleSummary.MAX_ROWS + 1, "bad"));
        String text = print(RunSummary.Status.COMPLETED_WITH_FAILURES, entries);

        assertThat(text).contains("bad").doesNotContain("app-1 ").contains("61 repositories: 60 saved");
    }

    @Test
    void printsNoTableOfNothing() {
        assertThat(print(RunSummary.Status.COMPLETED, List.of())).isEqualTo(
                "0 repositories: 0 saved, 0 unchanged, 0 with nothing to save, 0 failed; 0 B fetched and 0 B reused in 3 min 10 s.%n"
                    .formatted());
    }

    @Test
    void tellsOfDeletedArchives() {
        assertThat(print(
                TestRuns.summary(RunSummary.Status.COMPLETED, List.of(), new RunSummary.Pruning(2, 1_230_000_000, "")),
                List.of()))
            .endsWith(" in 3 min 10 s. Deleted 2 old archives (1.23 GB).%n".formatted());
    }

    private static String print(RunSummary.Status status, List<WorklistEntry> entries) {
        return print(TestRuns.summary(status, entries), entries);
    }

    private static String print(RunSummary summary, List<WorklistEntry> entries) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new ConsoleSummary(new PrintStream(output, true, StandardCharsets.UTF_8)).print(summary, entries::forEach);
        return output.toString(StandardCharsets.UTF_8);
    }

}
