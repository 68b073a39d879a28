package dev.registryarchiver.job;

import java.util.Locale;

/** How results are printed. */
enum OutputFormat {

    /** For people. */
    TEXT,

    /** For programs: one JSON object per line. */
    JSON,

    /** For spreadsheets: a row per image, with a header. */
    CSV;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

}
