package dev.registryarchiver.report;

import java.io.PrintStream;
import java.io.StringWriter;
import java.util.function.Consumer;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON object per line, each of which says in {@code event} what it is about. A line is
 * printed whole, whoever else prints. Safe for use by many threads.
 */
final class JsonLines {

    private final JsonMapper json = JsonMapper.shared();

    private final PrintStream output;

    JsonLines(PrintStream output) {
        this.output = output;
    }

    synchronized void print(String event, Consumer<JsonGenerator> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator line = this.json.createGenerator(text)) {
            line.writeStartObject();
            line.writeStringProperty("event", event);
            fields.accept(line);
            line.writeEndObject();
        }
        this.output.print(text + "\n");
        this.output.flush();
    }

}
