package dev.registryarchiver.report;

import java.io.PrintStream;
import java.io.StringWriter;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.inventory.RunRecord;

/**
 * Prints the last runs for programs: one object per line, newest first, with the fields
 * that {@code history} has in the report.
 */
public final class HistoryJson {

    private final JsonMapper json = JsonMapper.builder().build();

    private final PrintStream output;

    public HistoryJson(PrintStream output) {
        this.output = output;
    }

    /** Prints one line per run. */
    public void print(List<RunRecord> runs) {
        runs.forEach((run) -> {
            StringWriter line = new StringWriter();
            try (JsonGenerator generator = this.json.createGenerator(line)) {
                write(generator, run);
            }
            this.output.println(line);
        });
    }

    static void write(JsonGenerator generator, RunRecord run) {
        generator.writeStartObject();
        generator.writeStringProperty("run", run.run().toString());
        generator.writeStringProperty("registry", run.registry());
        generator.writeName("finishedAt");
        generator.writeString((run.finishedAt() != null) ? run.finishedAt().toString() : null);
        generator.writeStringProperty("status", PastRun.status(run));
        generator.writeNumberProperty("workedMillis", run.worked().toMillis());
        JsonReport.writeTotals(generator, run.repositories(), run::total);
        generator.writeNumberProperty("fetchedBytes", run.fetchedBytes());
        generator.writeNumberProperty("reusedBytes", run.reusedBytes());
        generator.writeNumberProperty("archives", run.archives().archives());
        generator.writeNumberProperty("archiveBytes", run.archives().bytes());
        generator.writeEndObject();
    }

}
