package dev.registryarchiver.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;

@ParameterizedClass
@MethodSource("dev.registryarchiver.inventory.TestDatabase#kinds")
class RunHistoryTests {

    private static final String REGISTRY = "https://registry.example.com";

    private final TestDatabase database;

    private final RunHistory history;

    RunHistoryTests(TestDatabase.Kind kind) {
        this.database = kind.open();
        this.history = this.database.history();
    }

    @AfterEach
    void close() {
        this.database.close();
    }

    @Test
    void remembersHowARunEnded() {
        RunRecord end = end(run(1), "COMPLETED_WITH_FAILURES");
        this.history.begin(run(1), REGISTRY);

        this.history.finish(end);

        assertThat(this.history.runs()).containsExactly(end);
        assertThat(end.repositories()).isEqualTo(15);
    }

    @Test
    void runThatWasKilledIsUnfinishedAndCountsWhatItDid() {
        Worklist worklist = this.database.worklist();
        this.history.begin(run(1), REGISTRY);
        worklist.add(run(1), List.of(RepositoryName.of("a"), RepositoryName.of("b")));
        worklist.record(run(1), RepositoryName.of("a"), Outcome.nothingToSave("empty"), Instant.EPOCH, Duration.ZERO);

        RunRecord run = this.history.runs().get(0);

        assertThat(run.status()).isNull();
        assertThat(run.finishedAt()).isNull();
        assertThat(run.total(Outcome.State.NOTHING_TO_SAVE)).isEqualTo(1);
        assertThat(run.total(Outcome.State.PENDING)).isEqualTo(1);
    }

    @Test
    void timeOfARunThatIsContinuedIsAddedUp() {
        this.history.begin(run(1), REGISTRY);
        this.history.finish(end(run(1), "STOPPED"));

        this.history.begin(run(1), REGISTRY);
        @Nullable String meanwhile = this.history.runs().get(0).status();
        this.history.finish(end(run(1), "COMPLETED"));

        assertThat(meanwhile).isNull();
        assertThat(this.history.runs()).singleElement()
            .satisfies((run) -> assertThat(run.worked()).isEqualTo(Duration.ofSeconds(20)));
    }

    @Test
    void onlyAWholeRunOfTheSameRegistryIsComparedWith() {
        remember(1, REGISTRY, "COMPLETED");
        remember(2, REGISTRY, "COMPLETED_WITH_FAILURES");
        remember(3, "https://other.example.com", "COMPLETED");
        remember(4, REGISTRY, "STOPPED");
        remember(5, REGISTRY, "FAILED");
        this.history.begin(run(6), REGISTRY);
        remember(8, REGISTRY, "COMPLETED");

        assertThat(this.history.lastWholeBefore(run(7), REGISTRY)).contains(run(2));
        assertThat(this.history.lastWholeBefore(run(2), REGISTRY)).contains(run(1));
        assertThat(this.history.lastWholeBefore(run(1), REGISTRY)).isEmpty();
    }

    @Test
    void forgetsAllButTheNewest() {
        for (int day = 1; day <= 5; day++) {
            remember(day, REGISTRY, "COMPLETED");
        }

        this.history.prune(2);

        assertThat(this.history.runs()).extracting(RunRecord::run).containsExactly(run(5), run(4));
    }

    private void remember(int day, String registry, String status) {
        this.history.begin(run(day), registry);
        this.history.finish(end(run(day), status));
    }

    private static RunId run(int day) {
        return new RunId(Instant.parse("2026-01-%02dT00:00:00Z".formatted(day)));
    }

    private static RunRecord end(RunId run, String status) {
        return new RunRecord(run, REGISTRY, status, run.started().plusSeconds(10), Duration.ofSeconds(10),
                Map.of(Outcome.State.SAVED, 1L, Outcome.State.UNCHANGED, 2L, Outcome.State.NOTHING_TO_SAVE, 3L,
                        Outcome.State.FAILED, 4L, Outcome.State.PENDING, 5L),
                6, 7, new ArchiveTotals(8, 9));
    }

}
