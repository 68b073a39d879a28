package dev.registryarchiver.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.registryarchiver.inventory.RunRecord;

import static org.assertj.core.api.Assertions.assertThat;

class HistoryTableTests {

    @Test
    void saysWhenThereWasNoRun() {
        assertThat(print(List.of()))
            .isEqualToIgnoringNewLines("There was no run yet that archived into this directory.");
    }

    @Test
    void showsARunPerLine() {
        String table = print(List.of(TestRuns.past(1, "COMPLETED"), TestRuns.past(2, "STOPPED")));

        assertThat(table.lines().filter((line) -> line.contains("T021700")))
            .satisfiesExactly((first) -> assertThat(first).contains("20260228T021700.000Z", "completed", "1 min 40 s",
                    "2.00 MB", "1.00 GB"), (second) -> assertThat(second).contains("20260227T021700.000Z", "stopped"));
        assertThat(table).doesNotContain("unfinished");
    }

    @Test
    void tellsWhatUnfinishedMeansAndNothingItDoesNotKnow() {
        String table = print(List.of(TestRuns.past(1, null)));

        assertThat(table).contains("unfinished", "An unfinished run is at work right now, or was cut off.")
            .doesNotContain("1.00 GB");
    }

    private static String print(List<RunRecord> runs) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new HistoryTable(new PrintStream(output, true, StandardCharsets.UTF_8)).print(runs);
        return output.toString(StandardCharsets.UTF_8);
    }

}
