package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.report.RestoredArchive.Bytes;
import dev.registryarchiver.report.RestoredArchive.State;

/** Prints a line for each archive and one about all. */
public final class TextRestore implements RestorePrinter {

    private final boolean quiet;

    private final PrintStream output;

    /**
     * @param quiet whether only failures are told
     */
    public TextRestore(boolean quiet, PrintStream output) {
        this.quiet = quiet;
        this.output = output;
    }

    @Override
    public void print(RestoredArchive archive) {
        if (!this.quiet || archive.state() == State.FAILED) {
            this.output.println("%-8s  %s".formatted(word(archive.state()), line(archive)));
            this.output.flush();
        }
    }

    @Override
    public void print(List<RestoredArchive> archives, int wanted) {
        if (this.quiet && archives.stream().allMatch((archive) -> archive.state() != State.FAILED)) {
            return;
        }
        List<String> counts = new ArrayList<>();
        for (State state : State.values()) {
            long count = archives.stream().filter((archive) -> archive.state() == state).count();
            if (count > 0) {
                counts.add(count + " " + word(state));
            }
        }
        if (archives.size() < wanted) {
            counts.add((wanted - archives.size()) + " not reached");
        }
        Bytes bytes = archives.stream().map(RestoredArchive::bytes).reduce(Bytes.NONE, Bytes::plus);
        this.output.println("%s: %s; %s.".formatted(Quantities.count(wanted, "archive", "archives"),
                String.join(", ", counts), bytes));
    }

    private static String line(RestoredArchive archive) {
        String file = Printable.of(archive.archive());
        if (archive.tags().isEmpty()) {
            return "%s: %s".formatted(file, archive.detail());
        }
        String more = archive.detail().isEmpty() ? "" : "; " + archive.detail();
        return switch (archive.state()) {
            case PUSHED -> "%s %s (%s): %s%s".formatted(names(archive), archive.digest(), file, archive.bytes(), more);
            case SKIPPED -> "%s %s (%s): it is there already%s".formatted(names(archive), archive.digest(), file, more);
            case LEFT_OUT, FAILED -> "%s: %s".formatted(file, archive.detail());
        };
    }

    private static String names(RestoredArchive archive) {
        return archive.repository() + ":" + String.join(",", archive.tags());
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

}
