package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import com.github.freva.asciitable.AsciiTable;

import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * Prints what a run did: a table of its repositories as long as a person would read it,
 * failures always, and the numbers.
 */
public final class ConsoleSummary {

    /** Most rows of the table; beyond it only failures are shown. */
    static final int MAX_ROWS = 60;

    private final PrintStream output;

    public ConsoleSummary(PrintStream output) {
        this.output = output;
    }

    /**
     * Prints the table.
     * @param summary the run in numbers
     * @param repositories hands every repository to its argument, in order
     */
    public void print(RunSummary summary, Consumer<Consumer<WorklistEntry>> repositories) {
        boolean brief = summary.repositories() > MAX_ROWS;
        List<Row> rows = new ArrayList<>();
        repositories.accept((entry) -> {
            if (rows.size() < MAX_ROWS && (!brief || entry.outcome().state() == Outcome.State.FAILED)) {
                rows.addAll(rows(entry));
            }
        });
        if (!rows.isEmpty()) {
            this.output.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, rows,
                    List.of(Columns.left("Repository").with(Row::repository), Columns.left("Result").with(Row::result),
                            Columns.left("Tag").with(Row::tag), Columns.left("Built").with(Row::built),
                            Columns.right("Size").with(Row::size), Columns.left("Why").maxWidth(70).with(Row::why))));
        }
        printTotals(summary);
    }

    /** Prints the numbers in a sentence. */
    public void printTotals(RunSummary summary) {
        this.output.println(sentence(summary));
    }

    private static String sentence(RunSummary summary) {
        String counts = "%s: %d saved, %d unchanged, %d with nothing to save, %d failed".formatted(
                Quantities.count(summary.repositories(), "repository", "repositories"),
                summary.total(Outcome.State.SAVED), summary.total(Outcome.State.UNCHANGED),
                summary.total(Outcome.State.NOTHING_TO_SAVE), summary.total(Outcome.State.FAILED));
        long pending = summary.total(Outcome.State.PENDING);
        return "%s%s; %s fetched and %s reused in %s.%s".formatted(counts,
                (pending > 0) ? ", %d not reached".formatted(pending) : "", Quantities.bytes(summary.fetchedBytes()),
                Quantities.bytes(summary.reusedBytes()), Quantities.duration(summary.duration()),
                pruning(summary.pruning()));
    }

    private static String pruning(RunSummary.Pruning pruning) {
        return (pruning.archives() > 0)
                ? " Deleted %s (%s).".formatted(Quantities.count(pruning.archives(), "old archive", "old archives"),
                        Quantities.bytes(pruning.bytes()))
                : "";
    }

    private static List<Row> rows(WorklistEntry entry) {
        Outcome outcome = entry.outcome();
        String repository = entry.repository().value();
        if (outcome.images().isEmpty()) {
            return List.of(new Row(repository, words(outcome.state()), "", "", "", outcome.detail()));
        }
        return outcome.images().stream().map((image) -> row(repository, outcome, image)).toList();
    }

    private static Row row(String repository, Outcome outcome, ImageOutcome image) {
        Outcome.State state = (outcome.state() == Outcome.State.FAILED) ? outcome.state()
                : image.saved() ? Outcome.State.SAVED : Outcome.State.UNCHANGED;
        return new Row(repository, words(state), image.tag(),
                (image.created() != null) ? image.created().toString() : "", Quantities.bytes(image.size()),
                image.reason());
    }

    private static String words(Outcome.State state) {
        return (state == Outcome.State.PENDING) ? "not reached"
                : state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private record Row(String repository, String result, String tag, String built, String size, String why) {
    }

}
