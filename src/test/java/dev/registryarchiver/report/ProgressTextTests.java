package dev.registryarchiver.report;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTextTests {

    private long nanos;

    private final Progress progress = new Progress(() -> this.nanos);

    private final ProgressText text = new ProgressText(this.progress, "archived");

    @Test
    void saysThatItListsUntilTheNumberIsKnown() {
        assertThat(this.text.lines(10, 80)).containsExactly("Listing repositories");
        assertThat(this.text.sentence()).isEqualTo("Listing repositories");
    }

    @Test
    void tellsWhatIsDoneAtWhichRateAndWhatIsLeft() {
        this.progress.started(100, 20);
        this.text.sentence();
        try (Progress.Transfer transfer = this.progress.begin("team/app 3f2a9c81d0be", 1_000_000, 250_000)) {
            transfer.add(500_000);
            pass(Duration.ofSeconds(5));
            for (int i = 0; i < 20; i++) {
                this.progress.finished(i == 0);
            }

            assertThat(this.text.sentence())
                .isEqualTo("40 of 100 repositories archived, 1 failed, 500 kB fetched, 100 kB/s, about 15 s left; "
                        + "fetching 1 layer, the longest team/app 3f2a9c81d0be (750 kB of 1.00 MB)");
            assertThat(this.text.lines(10, 120)).satisfiesExactly(
                    (head) -> assertThat(head).startsWith("[============                  ] 40 of 100 "),
                    (flow) -> assertThat(flow).startsWith("  team/app 3f2a9c81d0be ")
                        .endsWith("750 kB of 1.00 MB   75 %"));
        }

        assertThat(this.text.lines(10, 120)).hasSize(1);
    }

    @Test
    void bigLayerOnItsWayMakesTheEstimateLonger() {
        this.progress.started(10, 0);
        this.text.sentence();
        Progress.Transfer transfer = this.progress.begin("big", 60_000_000, 0);
        transfer.add(10_000_000);
        pass(Duration.ofSeconds(10));
        for (int i = 0; i < 9; i++) {
            this.progress.finished(false);
        }

        assertThat(this.text.sentence()).contains("1.00 MB/s, about 50 s left");
    }

    @Test
    void rateIsThatOfTheLastSeconds() {
        this.progress.started(10, 0);
        Progress.Transfer transfer = this.progress.begin("big", 60_000_000, 0);
        this.text.sentence();
        transfer.add(50_000_000);
        for (int i = 0; i < 30; i++) {
            pass(Duration.ofSeconds(1));
            transfer.add(1_000);
            this.text.sentence();
        }

        assertThat(this.text.sentence()).contains("1.00 kB/s");
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 5, 10, 20, 39, 40, 50, 79, 80, 120, 300 })
    void linesAreNeverWiderOrMoreThanThereIsRoomFor(int columns) {
        this.progress.started(12_345, 0);
        for (int i = 0; i < 20; i++) {
            this.progress.begin("a/rather/long/name/of/a/repository-%d 3f2a9c81d0be".formatted(i), 5_000_000_000L, 0)
                .add(4_999_000_000L);
        }
        pass(Duration.ofHours(30));
        this.progress.finished(true);

        for (int rows = 1; rows < 15; rows++) {
            List<String> lines = this.text.lines(rows, columns);

            assertThat(lines).hasSize(Math.min(rows, 9))
                .allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        }
    }

    @Test
    void runWithoutRepositoriesHasNothingLeft() {
        this.progress.started(0, 0);
        pass(Duration.ofSeconds(5));

        assertThat(this.text.lines(10, 80)).singleElement().asString().endsWith("0 of 0 repositories archived");
    }

    private void pass(Duration time) {
        this.nanos += time.toNanos();
    }

}
