package dev.registryarchiver.report;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.inventory.RunRecord;

/** Words for how a remembered run ended. */
final class PastRun {

    private static final String UNFINISHED = "UNFINISHED";

    private PastRun() {
    }

    /**
     * The name of a {@link RunSummary.Status}, or {@code UNFINISHED} for a run that is at
     * work or was killed.
     */
    static String status(RunRecord run) {
        @Nullable String status = run.status();
        return (status != null) ? status : UNFINISHED;
    }

    /** The same for people. */
    static String words(RunRecord run) {
        return status(run).toLowerCase(Locale.ROOT).replace('_', ' ');
    }

}
