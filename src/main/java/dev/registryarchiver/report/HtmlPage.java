package dev.registryarchiver.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.samskivert.mustache.Mustache;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.RunRecord;

/** What the template of the page asks for. */
final class HtmlPage {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
        .withZone(ZoneOffset.UTC);

    final String style;

    final String script;

    final String policy;

    final Mustache.Lambda data;

    final List<FailureGroups.Group> failures;

    final List<ChangeGroups.Group> changes;

    private final RunReport report;

    private final RunSummary summary;

    HtmlPage(RunReport report, FailureGroups failures, String style, String script, String policy,
            Mustache.Lambda data) {
        this.report = report;
        this.summary = report.summary();
        this.failures = failures.groups();
        this.changes = ChangeGroups.of(report.changes());
        this.style = style;
        this.script = script;
        this.policy = policy;
        this.data = data;
    }

    /** A time as the page shows it, such as {@code 1 Mar 2026, 02:17 UTC}. */
    static String time(Instant time) {
        return TIME.format(time);
    }

    String run() {
        return this.summary.run().toString();
    }

    String registry() {
        return this.summary.registry();
    }

    /** The class of the page's mood. */
    String mood() {
        return switch (this.summary.status()) {
            case COMPLETED -> (this.summary.repositories() == 0) ? "warn" : "good";
            case COMPLETED_WITH_FAILURES, FAILED -> "bad";
            case STOPPED -> "warn";
        };
    }

    String headline() {
        long repositories = this.summary.repositories();
        String all = Quantities.count(repositories, "repository", "repositories");
        return switch (this.summary.status()) {
            case COMPLETED -> (repositories == 0) ? "No repository was found"
                    : (repositories == 1) ? "The one repository is up to date" : "All %s are up to date".formatted(all);
            case COMPLETED_WITH_FAILURES -> "%d of %s failed".formatted(this.summary.total(Outcome.State.FAILED), all);
            case FAILED -> "The run could not go on";
            case STOPPED -> "The run was stopped";
        };
    }

    /** What to do, or how far it got. */
    String sentence() {
        long pending = this.summary.total(Outcome.State.PENDING);
        long repositories = this.summary.repositories();
        return switch (this.summary.status()) {
            case COMPLETED -> (repositories == 0)
                    ? "Check the rights of the user and the patterns of catalog.include and catalog.exclude." : "";
            case COMPLETED_WITH_FAILURES -> "Everything else is archived. Run 'retry' to work on only these.";
            case FAILED,
                    STOPPED ->
                (pending > 0)
                        ? "%d of %s were not reached. What is finished is kept; the next run continues."
                            .formatted(pending, Quantities.count(repositories, "repository", "repositories"))
                        : "What is finished is kept; the next run continues.";
        };
    }

    String reason() {
        return this.summary.reason();
    }

    String started() {
        return time(this.summary.startedAt());
    }

    String finished() {
        return time(this.summary.finishedAt());
    }

    String finishedAt() {
        return this.summary.finishedAt().toString();
    }

    String took() {
        return Quantities.duration(this.summary.duration());
    }

    String fetched() {
        return Quantities.bytes(this.summary.fetchedBytes());
    }

    String reused() {
        return Quantities.bytes(this.summary.reusedBytes());
    }

    /** What was deleted, or nothing. */
    String pruned() {
        RunSummary.Pruning pruning = this.summary.pruning();
        return (pruning.archives() == 0) ? "" : "%s in %s".formatted(Quantities.bytes(pruning.bytes()),
                Quantities.count(pruning.archives(), "archive", "archives"));
    }

    String notPruned() {
        return this.summary.pruning().heldBackBecause();
    }

    String onDisk() {
        return Quantities.bytes(this.report.archives().bytes());
    }

    String archives() {
        return Quantities.count(this.report.archives().archives(), "archive", "archives");
    }

    /** Numbers of repositories, those of no interest left out. */
    List<Tile> tiles() {
        List<Tile> tiles = new ArrayList<>();
        double x = 0;
        for (Outcome.State state : List.of(Outcome.State.FAILED, Outcome.State.PENDING, Outcome.State.SAVED,
                Outcome.State.UNCHANGED, Outcome.State.NOTHING_TO_SAVE)) {
            long total = this.summary.total(state);
            double width = (total == 0) ? 0 : 100.0 * total / this.summary.repositories();
            boolean optional = state == Outcome.State.PENDING;
            if (total > 0 || !optional) {
                tiles.add(new Tile(state.name(), words(state), total, String.format(Locale.ROOT, "%.3f", x),
                        String.format(Locale.ROOT, "%.3f", width)));
            }
            x += width;
        }
        return tiles;
    }

    boolean isFailed() {
        return !this.failures.isEmpty();
    }

    boolean hasRepositories() {
        return this.summary.repositories() > 0;
    }

    /** Whether there is an earlier run to compare with. */
    boolean isCompared() {
        return this.report.changes().since() != null;
    }

    String since() {
        RunId since = this.report.changes().since();
        return (since != null) ? time(since.started()) : "";
    }

    boolean isChanged() {
        return !this.changes.isEmpty();
    }

    boolean hasHistory() {
        return this.report.runs().size() > 1;
    }

    List<GrowthChart> charts() {
        List<RunRecord> runs = this.report.runs();
        return List.of(GrowthChart.of("On disk", runs, (run) -> run.archives().bytes(), Quantities::bytes),
                GrowthChart.of("Fetched", runs, RunRecord::fetchedBytes, Quantities::bytes),
                GrowthChart.of("Duration", runs, (run) -> run.worked().toMillis(),
                        (millis) -> Quantities.duration(Duration.ofMillis(millis))),
                GrowthChart.of("Repositories", runs, RunRecord::repositories, String::valueOf),
                GrowthChart.of("Failed", runs, (run) -> run.total(Outcome.State.FAILED), String::valueOf));
    }

    List<Past> runs() {
        return this.report.runs().stream().map(Past::new).toList();
    }

    private static String words(Outcome.State state) {
        return switch (state) {
            case SAVED -> "Saved";
            case UNCHANGED -> "Unchanged";
            case NOTHING_TO_SAVE -> "Nothing to save";
            case FAILED -> "Failed";
            case PENDING -> "Not reached";
        };
    }

    /** How many repositories are in a state, and their share in percent. */
    record Tile(String state, String words, long total, String x, String width) {

        boolean isZero() {
            return this.total == 0;
        }

    }

    /** A row of the table of runs. */
    record Past(RunRecord run) {

        String started() {
            return time(this.run.run().started());
        }

        String status() {
            return PastRun.words(this.run);
        }

        String took() {
            return Quantities.duration(this.run.worked());
        }

        long repositories() {
            return this.run.repositories();
        }

        long saved() {
            return this.run.total(Outcome.State.SAVED);
        }

        long failed() {
            return this.run.total(Outcome.State.FAILED);
        }

        String fetched() {
            return Quantities.bytes(this.run.fetchedBytes());
        }

        String onDisk() {
            return Quantities.bytes(this.run.archives().bytes());
        }

    }

}
