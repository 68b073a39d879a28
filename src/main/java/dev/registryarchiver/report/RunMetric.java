package dev.registryarchiver.report;

/**
 * The metrics of a run. All are gauges: a counter that begins anew with every night says
 * nothing, and what a run did is a fact that does not grow. No label ever holds what a
 * registry names, so that there are never more than a few dozen series.
 */
public enum RunMetric {

    /** Sent by runs that ended well only, so that others leave it as it is. */
    LAST_SUCCESS("last.success.timestamp", Unit.SECONDS, "",
            "when a run last ended with exit code 0; runs that end otherwise leave it as it is"),

    /** Sent by runs that tried everything only. */
    LAST_COMPLETE("last.complete.timestamp", Unit.SECONDS, "",
            "when a run last ended with exit code 0 or 2, so that every repository had its turn"),

    LAST_RUN("last.run.timestamp", Unit.SECONDS, "", "when the last run ended, however it did"),

    LAST_EXIT_CODE("last.run.exit.code", Unit.NONE, "", "exit code of the last run"),

    LAST_DURATION("last.run.duration", Unit.SECONDS, "", "how long the last run took, since it was last started"),

    REPOSITORIES("repositories", Unit.NONE, "outcome",
            "repositories by what became of them: `saved`, `unchanged`, `nothing_to_save`, `failed`, `pending`"),

    FAILED_REPOSITORIES("failed.repositories", Unit.NONE, "class",
            "failed repositories by kind of trouble: `auth`, `missing`, `corrupt`, `network`, `rate_limited`, `disk`, `policy`, `internal`"),

    SAVED_IMAGES("saved.images", Unit.NONE, "", "images that the run archived"),

    FETCHED("fetched", Unit.BYTES, "", "bytes of layers and documents fetched for these images"),

    REUSED("reused", Unit.BYTES, "", "bytes of these images that were on the disk and not fetched again"),

    REQUESTS("requests", Unit.NONE, "status",
            "requests since the run was last started, each repetition by itself, by what came back: `2xx`, `3xx`, `4xx`, `429`, `5xx`, `none`"),

    ARCHIVES("archives", Unit.NONE, "", "archives in the directory at the end of the run"),

    ARCHIVE_BYTES("archive", Unit.BYTES, "", "lengths of these archives together"),

    PRUNED_ARCHIVES("pruned.archives", Unit.NONE, "", "old archives that the run deleted"),

    PRUNED_BYTES("pruned", Unit.BYTES, "", "lengths of these together"),

    PRUNING_HELD_BACK("pruning.held.back", Unit.NONE, "",
            "1 when nothing was deleted because the registry listed suspiciously few repositories, else 0");

    private static final String PREFIX = "registry.archiver.";

    private final String meter;

    private final Unit unit;

    private final String label;

    private final String description;

    RunMetric(String meter, Unit unit, String label, String description) {
        this.meter = meter;
        this.unit = unit;
        this.label = label;
        this.description = description;
    }

    /** Its name in Micrometer and in OTLP. */
    String meter() {
        return PREFIX + this.meter;
    }

    /** Its unit in full, or empty. */
    String unit() {
        return this.unit.word;
    }

    /** Its name in Prometheus. */
    public String prometheusName() {
        return meter().replace('.', '_') + (this.unit.word.isEmpty() ? "" : "_" + this.unit.word);
    }

    /** The only label it has, or empty. */
    public String label() {
        return this.label;
    }

    /** What it says, in Markdown. */
    public String description() {
        return this.description;
    }

    /** What it says, in plain text. */
    String help() {
        return this.description.replace("`", "");
    }

    private enum Unit {

        NONE(""), SECONDS("seconds"), BYTES("bytes");

        private final String word;

        Unit(String word) {
            this.word = word;
        }

    }

}
