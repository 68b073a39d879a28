package dev.registryarchiver.report;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ArchiveTotals;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.RunRecord;
import dev.registryarchiver.inventory.WorklistEntry;

/** Runs to be told of. */
final class TestRuns {

    static final Instant START = Instant.parse("2026-03-01T02:17:00Z");

    static final Digest DIGEST = Digest.sha256(new byte[0]);

    static final ArchiveTotals ARCHIVES = new ArchiveTotals(12, 3_400_000_000L);

    private TestRuns() {
    }

    static WorklistEntry saved(int position, String repository) {
        ImageOutcome image = new ImageOutcome("1.10.0", DIGEST, "linux/amd64", Instant.parse("2026-01-02T03:04:05Z"),
                "built 2026-01-02T03:04:05Z", repository + "/1.10.0.tar", 1_210_000, 1_000_000, 200_000, true);
        return entry(position, repository, Outcome.archived(List.of(image), ""));
    }

    static WorklistEntry unchanged(int position, String repository) {
        ImageOutcome image = new ImageOutcome("2", DIGEST, "linux/amd64", null, "version in the tag",
                repository + "/2.tar", 500, 0, 0, false);
        return entry(position, repository, Outcome.archived(List.of(image), ""));
    }

    static WorklistEntry failed(int position, String repository) {
        return entry(position, repository, Outcome.failed(FailureClass.NETWORK, "the \"line\" broke"));
    }

    static WorklistEntry empty(int position, String repository) {
        return entry(position, repository, Outcome.nothingToSave("it has no tags"));
    }

    static RunSummary summary(RunSummary.Status status, List<WorklistEntry> entries) {
        return summary(status, entries, RunSummary.Pruning.NONE);
    }

    static RunSummary summary(RunSummary.Status status, List<WorklistEntry> entries, RunSummary.Pruning pruning) {
        Map<Outcome.State, Long> totals = new EnumMap<>(Outcome.State.class);
        entries.forEach((entry) -> totals.merge(entry.outcome().state(), 1L, Long::sum));
        return new RunSummary(new RunId(START), "https://registry.example.com", START, START.plusSeconds(190), status,
                "", totals, sum(entries, ImageOutcome::fetched), sum(entries, ImageOutcome::reused), pruning);
    }

    /** A report of a run that is the only one. */
    static RunReport report(RunSummary summary) {
        return report(summary, RunChanges.none(), List.of());
    }

    /** A report of a run with others before it, newest first. */
    static RunReport report(RunSummary summary, RunChanges changes, List<RunRecord> before) {
        RunRecord record = new RunRecord(summary.run(), summary.registry(), summary.status().name(),
                summary.finishedAt(), summary.duration(), summary.totals(), summary.fetchedBytes(),
                summary.reusedBytes(), ARCHIVES);
        return new RunReport(summary, ARCHIVES, changes, Stream.concat(Stream.of(record), before.stream()).toList());
    }

    /** A run some nights before. */
    static RunRecord past(int nights, @Nullable String status) {
        Instant started = START.minus(Duration.ofDays(nights));
        return new RunRecord(new RunId(started), "https://registry.example.com", status,
                (status != null) ? started.plusSeconds(100) : null, Duration.ofSeconds(100),
                Map.of(Outcome.State.SAVED, 2L), 2_000_000, 0, new ArchiveTotals(10L - nights, 1_000_000_000));
    }

    private static long sum(List<WorklistEntry> entries, ToLongFunction<ImageOutcome> bytes) {
        return entries.stream().flatMap((entry) -> entry.outcome().images().stream()).mapToLong(bytes).sum();
    }

    private static WorklistEntry entry(int position, String repository, Outcome outcome) {
        return new WorklistEntry(position, RepositoryName.of(repository), outcome, START.plusSeconds(position),
                Duration.ofMillis(1500));
    }

}
