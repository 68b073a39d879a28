package dev.registryarchiver.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

@ParameterizedClass
@MethodSource("dev.registryarchiver.inventory.TestDatabase#kinds")
class WorklistTests {

    private static final RunId RUN = RunId.of("20260102T030405.006Z");

    private static final RunId NEXT_RUN = RunId.of("20260103T030405.006Z");

    private static final RepositoryName A = RepositoryName.of("a");

    private static final RepositoryName B = RepositoryName.of("b");

    private static final RepositoryName C = RepositoryName.of("c");

    private final TestDatabase database;

    private final Worklist worklist;

    WorklistTests(TestDatabase.Kind kind) {
        this.database = kind.open();
        this.worklist = this.database.worklist();
    }

    @AfterEach
    void close() {
        this.database.close();
    }

    @Test
    void handsOutWhatIsUndoneInCatalogOrder() {
        this.worklist.add(RUN, List.of(C, A));
        this.worklist.add(RUN, List.of(B));

        List<WorklistEntry> pending = this.worklist.pending(RUN, 0, 2);

        assertThat(pending).extracting(WorklistEntry::repository).containsExactly(C, A);
        assertThat(this.worklist.pending(RUN, pending.get(1).position(), 2)).extracting(WorklistEntry::repository)
            .containsExactly(B);
        assertThat(this.worklist.pending(RUN, 3, 2)).isEmpty();
        assertThat(this.worklist.pending(NEXT_RUN, 0, 2)).isEmpty();
    }

    @Test
    void keepsPlaceAndOutcomeOfWhatIsListedAgain() {
        this.worklist.add(RUN, List.of(A, B));
        this.worklist.record(RUN, A, Outcome.nothingToSave("empty"), Instant.EPOCH, Duration.ZERO);

        this.worklist.add(RUN, List.of(A, B, C));

        assertThat(this.worklist.pending(RUN, 0, 10)).extracting(WorklistEntry::repository).containsExactly(B, C);
        assertThat(all(RUN)).extracting(WorklistEntry::repository).containsExactly(A, B, C);
    }

    @Test
    void remembersWhatBecameOfARepository() {
        ImageOutcome saved = new ImageOutcome("1.0", Digest.of("sha256:" + "1".repeat(64)), "linux/amd64",
                Instant.parse("2026-01-02T03:04:05Z"), "built", "a/1.tar", 10, 7, 3, true);
        ImageOutcome there = new ImageOutcome("0.9", Digest.of("sha256:" + "2".repeat(64)), "linux/amd64", null,
                "no date", "a/0.tar", 1L << 40, 0, 0, false);
        Outcome outcome = Outcome.archived(List.of(saved, there), "a remark");
        this.worklist.add(RUN, List.of(A));

        this.worklist.record(RUN, A, Outcome.failed(FailureClass.NETWORK, "first attempt"), Instant.EPOCH,
                Duration.ofMillis(5));
        this.worklist.record(RUN, A, outcome, Instant.EPOCH, Duration.ofSeconds(3));
        this.worklist.record(RUN, A, outcome, Instant.EPOCH, Duration.ofSeconds(3));

        assertThat(outcome.state()).isEqualTo(Outcome.State.SAVED);
        assertThat(all(RUN)).containsExactly(new WorklistEntry(1, A, outcome, Instant.EPOCH, Duration.ofSeconds(3)));
    }

    @Test
    void reopensOnlyWhatFailed() {
        this.worklist.add(RUN, List.of(A, B, C));
        this.worklist.record(RUN, A, Outcome.failed(FailureClass.AUTH, "refused"), Instant.EPOCH, Duration.ZERO);
        this.worklist.record(RUN, B, Outcome.archived(List.of(), ""), Instant.EPOCH, Duration.ZERO);

        assertThat(this.worklist.pending(RUN, 0, 10)).extracting(WorklistEntry::repository).containsExactly(C);
        this.worklist.reopenFailed(RUN);

        assertThat(this.worklist.pending(RUN, 0, 10)).extracting(WorklistEntry::repository).containsExactly(C);
        assertThat(this.worklist.reopened(RUN, 0, 10)).extracting(WorklistEntry::repository).containsExactly(A);
    }

    @Test
    void countsEveryState() {
        this.worklist.add(RUN, List.of(A, B, C));
        this.worklist.record(RUN, A, Outcome.failed(FailureClass.DISK, "full"), Instant.EPOCH, Duration.ZERO);
        this.worklist.record(RUN, B, Outcome.archived(List.of(), ""), Instant.EPOCH, Duration.ZERO);

        assertThat(this.worklist.totals(RUN)).containsExactly(entry(Outcome.State.PENDING, 1L),
                entry(Outcome.State.SAVED, 0L), entry(Outcome.State.UNCHANGED, 1L),
                entry(Outcome.State.NOTHING_TO_SAVE, 0L), entry(Outcome.State.FAILED, 1L));
        assertThat(this.worklist.totals(NEXT_RUN)).doesNotContainValue(1L);
    }

    @Test
    void handsOverMoreRepositoriesThanAPageHolds() {
        List<RepositoryName> many = IntStream.range(0, 1_203)
            .mapToObj((number) -> RepositoryName.of("r" + number))
            .toList();

        this.worklist.add(RUN, many);

        assertThat(all(RUN)).extracting(WorklistEntry::repository).isEqualTo(many);
    }

    @Test
    void boundsLongReasons() {
        this.worklist.add(RUN, List.of(A, B));

        this.worklist.record(RUN, A, Outcome.nothingToSave("x".repeat(2_000)), Instant.EPOCH, Duration.ZERO);
        this.worklist.record(RUN, B, Outcome.nothingToSave("x".repeat(2_001)), Instant.EPOCH, Duration.ZERO);

        assertThat(all(RUN)).extracting((entry) -> entry.outcome().detail())
            .containsExactly("x".repeat(2_000), "x".repeat(1_999) + "…");
    }

    @Test
    void forgetsOldRuns() {
        this.worklist.add(RUN, List.of(A));
        this.worklist.add(NEXT_RUN, List.of(B));

        this.worklist.prune(1);

        assertThat(all(RUN)).isEmpty();
        assertThat(all(NEXT_RUN)).hasSize(1);
    }

    @Test
    void keepsFewerRunsOfManyRepositoriesButTheLastWholeOne() {
        RunHistory history = this.database.history();
        for (int day = 1; day <= 5; day++) {
            RunId run = RunId.of("2026010%dT030405.006Z".formatted(day));
            this.worklist.add(run, List.of(A, B, C));
            history.begin(run, "https://registry.example.com");
            history.finish(new RunRecord(run, "https://registry.example.com", (day <= 2) ? "COMPLETED" : "STOPPED",
                    Instant.EPOCH, Duration.ZERO, Map.of(Outcome.State.SAVED, 3L), 0, 0, new ArchiveTotals(0, 0)));
        }

        this.worklist.prune(30, 15);
        assertThat(days()).containsExactly(1, 2, 3, 4, 5);

        this.worklist.prune(30, 3);
        assertThat(days()).containsExactly(2, 4, 5);
    }

    @Test
    void stateOfAnEarlierVersionIsCompleted() {
        this.worklist.add(RUN, List.of(A));
        this.database.age();

        this.database.createAgain();

        assertThat(all(RUN)).extracting(WorklistEntry::repository).containsExactly(A);
        assertThat(this.database.history().runs()).isEmpty();
    }

    /** The days of January of which there are repositories. */
    private List<Integer> days() {
        return IntStream.rangeClosed(1, 9)
            .filter((day) -> !all(RunId.of("2026010%dT030405.006Z".formatted(day))).isEmpty())
            .boxed()
            .toList();
    }

    private List<WorklistEntry> all(RunId run) {
        List<WorklistEntry> entries = new ArrayList<>();
        this.worklist.forEach(run, entries::add);
        return entries;
    }

}
