package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.List;

import com.github.freva.asciitable.AsciiTable;

import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunRecord;

/** Prints the last runs, newest first. */
public final class HistoryTable {

    private final PrintStream output;

    public HistoryTable(PrintStream output) {
        this.output = output;
    }

    /** Prints one line per run, or a sentence when there was none. */
    public void print(List<RunRecord> runs) {
        if (runs.isEmpty()) {
            this.output.println("There was no run yet that archived into this directory.");
            return;
        }
        this.output.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, runs,
                List.of(Columns.left("Run").with((RunRecord run) -> run.run().toString()),
                        Columns.left("Ended").with(PastRun::words),
                        Columns.right("Took").with((run) -> Quantities.duration(run.worked())),
                        Columns.right("Saved").with((run) -> total(run, Outcome.State.SAVED)),
                        Columns.right("Unchanged").with((run) -> total(run, Outcome.State.UNCHANGED)),
                        Columns.right("Nothing").with((run) -> total(run, Outcome.State.NOTHING_TO_SAVE)),
                        Columns.right("Failed").with((run) -> total(run, Outcome.State.FAILED)),
                        Columns.right("Not reached").with((run) -> total(run, Outcome.State.PENDING)),
                        Columns.right("Fetched").with((run) -> Quantities.bytes(run.fetchedBytes())),
                        Columns.right("Archives")
                            .with((run) -> (run.status() != null) ? "" + run.archives().archives() : ""),
                        Columns.right("On disk")
                            .with((run) -> (run.status() != null) ? Quantities.bytes(run.archives().bytes()) : ""))));
        if (runs.stream().anyMatch((run) -> run.status() == null)) {
            this.output.println("An unfinished run is at work right now, or was cut off.");
        }
    }

    private static String total(RunRecord run, Outcome.State state) {
        return String.valueOf(run.total(state));
    }

}
