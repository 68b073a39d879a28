package dev.registryarchiver.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

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

/**
 * Nights as they happen: a few large images, many small ones, some trouble.
 *
 * @param entries the repositories
 * @param report the rest
 */
record TestNights(List<WorklistEntry> entries, RunReport report) {

    private static final String[] TEAMS = { "payments", "search", "platform", "data/ingest", "mobile/backend", "web" };

    private static final String[] PARTS = { "api", "worker", "gateway", "scheduler", "migrations", "ui", "exporter" };

    /** A night with this many repositories; every 40th of them fails. */
    static TestNights of(int repositories) {
        Random random = new Random(7);
        List<WorklistEntry> entries = new ArrayList<>();
        long[] lanes = new long[8];
        for (int i = 1; i <= repositories; i++) {
            String name = "%s/%s-%d".formatted(TEAMS[i % TEAMS.length], PARTS[i % PARTS.length], i);
            int lane = IntStream.range(0, lanes.length)
                .reduce(0, (best, other) -> (lanes[other] < lanes[best]) ? other : best);
            boolean saved = i % 3 == 0;
            long took = (saved ? 4_000 : 300) + (long) (Math.exp(3 * random.nextGaussian()) * 400) % 60_000;
            entries.add(new WorklistEntry(i, RepositoryName.of(name), outcome(i, name, saved, random),
                    TestRuns.START.plusMillis(lanes[lane]), Duration.ofMillis(took)));
            lanes[lane] += took;
        }
        RunSummary summary = TestRuns.summary(RunSummary.Status.COMPLETED_WITH_FAILURES, entries);
        return new TestNights(entries, report(summary, changes(entries), random));
    }

    /** A night of this many repositories without trouble, and none before it. */
    static TestNights good(int repositories) {
        List<WorklistEntry> entries = IntStream.rangeClosed(1, repositories)
            .mapToObj((i) -> TestRuns.saved(i, "team/app-" + i))
            .toList();
        return new TestNights(entries, TestRuns.report(TestRuns.summary(RunSummary.Status.COMPLETED, entries)));
    }

    private static Outcome outcome(int i, String name, boolean saved, Random random) {
        if (i % 40 == 7) {
            return Outcome.failed(FailureClass.NETWORK,
                    "Cannot fetch sha256:9f2c… of %s: https://registry.example.com ".formatted(name)
                            + "answered 503 (Service Unavailable) 6 times. Try again later.");
        }
        if (i % 40 == 19) {
            return Outcome.failed(FailureClass.MISSING,
                    "Cannot resolve %s:1.4.%d: the registry does not have the manifest it lists.".formatted(name, i));
        }
        if (i % 17 == 5) {
            return Outcome.nothingToSave("it has no tags");
        }
        long size = (long) (Math.exp(18 + 1.3 * random.nextGaussian()));
        Instant created = TestRuns.START.minus(Duration.ofMinutes(random.nextInt(500_000)));
        String tag = "1.%d.%d".formatted(random.nextInt(30), random.nextInt(9));
        ImageOutcome image = new ImageOutcome(tag, Digest.sha256(name.getBytes()), "linux/amd64", created,
                "built %s, the newest of %d tags".formatted(created, 2 + random.nextInt(60)),
                "%s/%s.tar".formatted(name, tag), size, saved ? size / 3 : 0, saved ? size / 2 : 0, saved);
        return Outcome.archived(List.of(image), "");
    }

    private static RunChanges changes(List<WorklistEntry> entries) {
        List<RunChanges.Change> changes = new ArrayList<>();
        RunChanges.Newest before = new RunChanges.Newest("1.0.3", Digest.sha256(new byte[1]));
        RunChanges.Newest after = new RunChanges.Newest("1.1.0", Digest.sha256(new byte[2]));
        for (WorklistEntry entry : entries) {
            if (entry.outcome().state() == Outcome.State.FAILED && entry.position() % 3 == 1) {
                changes.add(new RunChanges.Change(RunChanges.Kind.NEWLY_FAILING, entry.repository(), before, null));
            }
            else if (entry.outcome().state() == Outcome.State.SAVED) {
                RunChanges.Kind kind = (entry.position() % 11 == 0) ? RunChanges.Kind.NEW
                        : (entry.position() % 13 == 0) ? RunChanges.Kind.RECOVERED : RunChanges.Kind.NEW_IMAGE;
                changes.add(new RunChanges.Change(kind, entry.repository(),
                        (kind == RunChanges.Kind.NEW_IMAGE) ? before : null, after));
            }
        }
        changes.add(new RunChanges.Change(RunChanges.Kind.GONE, RepositoryName.of("legacy/monolith"), before, null));
        return new RunChanges(TestRuns.past(1, null).run(), changes);
    }

    private static RunReport report(RunSummary summary, RunChanges changes, Random random) {
        List<RunRecord> before = IntStream.rangeClosed(1, 21).mapToObj((nights) -> {
            Instant started = TestRuns.START.minus(Duration.ofDays(nights));
            return new RunRecord(new RunId(started), summary.registry(), (nights == 5) ? "STOPPED" : "COMPLETED",
                    started.plusSeconds(150), Duration.ofSeconds(120 + random.nextInt(140)),
                    Map.of(Outcome.State.SAVED, 30L + random.nextInt(20), Outcome.State.UNCHANGED, 150L - nights,
                            Outcome.State.FAILED, (nights % 4 == 0) ? 2L : 0L),
                    2_000_000_000L + random.nextInt(1_900_000_000), 0,
                    new ArchiveTotals(900 - 20L * nights, 410_000_000_000L - 9_000_000_000L * nights));
        }).toList();
        RunReport only = TestRuns.report(summary, changes, before);
        return new RunReport(summary, new ArchiveTotals(921, 423_000_000_000L), changes, only.runs());
    }

}
