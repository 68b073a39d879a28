package dev.registryarchiver.report;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;

import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * Prints the events of a run as JSON, each on a line of its own, with the fields of the
 * report. Safe for use by many threads.
 */
public final class JsonEvents implements RunListener {

    private final JsonLines lines;

    private final Clock clock;

    public JsonEvents(PrintStream output, Clock clock) {
        this.lines = new JsonLines(output);
        this.clock = clock;
    }

    @Override
    public void started(RunId run, String registry, long repositories, long done) {
        print("started", (line) -> {
            line.writeStringProperty("run", run.toString());
            line.writeStringProperty("registry", registry);
            line.writeNumberProperty("repositories", repositories);
            line.writeNumberProperty("done", done);
        });
    }

    @Override
    public void finished(WorklistEntry entry) {
        print("repository", (line) -> JsonReport.writeFields(line, entry));
    }

    /** Something an operator may want to act on. */
    public void warning(String message) {
        print("warning", (line) -> line.writeStringProperty("message", message));
    }

    /** The run has ended. */
    public void summary(RunSummary summary, Path report) {
        print("summary", (line) -> {
            JsonReport.writeFields(line, summary);
            line.writeStringProperty("report", report.toString());
        });
    }

    private void print(String event, Consumer<JsonGenerator> fields) {
        this.lines.print(event, (line) -> {
            line.writeStringProperty("time", this.clock.instant().toString());
            fields.accept(line);
        });
    }

}
