package dev.registryarchiver.report;

import java.io.PrintStream;

/** Prints what a run would do, repository by repository as it becomes known. */
public interface ListPrinter {

    void print(ListedRepository repository);

    /** Prints the end. */
    void print(ListTotals totals);

    /** For people. */
    static ListPrinter text(PrintStream output) {
        return new TextList(output);
    }

    /** A JSON object per line. */
    static ListPrinter json(PrintStream output) {
        return new JsonList(output);
    }

    /** A row per image for spreadsheets; the totals are for people and go elsewhere. */
    static ListPrinter csv(PrintStream output, PrintStream totals) {
        return new CsvList(output, totals);
    }

}
