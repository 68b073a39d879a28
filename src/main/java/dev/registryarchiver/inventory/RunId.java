package dev.registryarchiver.inventory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * Identifies a run by the time it was first started; the identifying parameter of its job
 * instance and the name of its report.
 *
 * @param started when the run was first started, to the millisecond
 */
public record RunId(Instant started) implements Comparable<RunId> {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'")
        .withZone(ZoneOffset.UTC);

    /** Parses what {@link #toString()} wrote. */
    public static RunId of(String value) {
        try {
            return new RunId(FORMAT.parse(value, Instant::from));
        }
        catch (DateTimeParseException ex) {
            throw new IllegalArgumentException(
                    "'%s' is not a run; runs look like 20260102T030405.006Z".formatted(value), ex);
        }
    }

    @Override
    public int compareTo(RunId other) {
        return this.started.compareTo(other.started);
    }

    @Override
    public String toString() {
        return FORMAT.format(this.started);
    }

}
