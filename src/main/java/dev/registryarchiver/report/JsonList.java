package dev.registryarchiver.report;

import java.io.PrintStream;

import tools.jackson.core.JsonGenerator;

/** Prints what a run would do as a JSON object per line. */
final class JsonList implements ListPrinter {

    private final JsonLines lines;

    JsonList(PrintStream output) {
        this.lines = new JsonLines(output);
    }

    @Override
    public void print(ListedRepository repository) {
        this.lines.print("repository", (line) -> {
            line.writeStringProperty("repository", repository.repository().value());
            line.writeStringProperty("state", repository.state().name());
            line.writeStringProperty("why", repository.why());
            line.writeArrayPropertyStart("images");
            repository.images().forEach((image) -> write(line, image));
            line.writeEndArray();
            line.writeStringProperty("second", repository.second());
            line.writeObjectPropertyStart("ignored");
            repository.ignored().forEach(line::writeStringProperty);
            line.writeEndObject();
            line.writeArrayPropertyStart("remarks");
            repository.remarks().forEach(line::writeString);
            line.writeEndArray();
        });
    }

    @Override
    public void print(ListTotals totals) {
        this.lines.print("summary", (line) -> {
            line.writeNumberProperty("repositories", totals.repositories());
            line.writeNumberProperty("images", totals.images());
            line.writeNumberProperty("archived", totals.archived());
            line.writeNumberProperty("nothingToSave", totals.nothing());
            line.writeNumberProperty("failed", totals.failed());
            line.writeNumberProperty("sizeBytes", totals.size());
            line.writeNumberProperty("fetchBytes", totals.fetch());
            line.writeNumberProperty("roomBytes", totals.room());
        });
    }

    private static void write(JsonGenerator line, ListedImage image) {
        line.writeStartObject();
        line.writeArrayPropertyStart("tags");
        image.tags().forEach(line::writeString);
        line.writeEndArray();
        line.writeStringProperty("digest", image.digest());
        line.writeStringProperty("platform", image.platform());
        if (image.created() != null) {
            line.writeStringProperty("created", image.created().toString());
        }
        else {
            line.writeNullProperty("created");
        }
        line.writeStringProperty("reason", image.reason());
        line.writeStringProperty("archive", image.archive());
        line.writeBooleanProperty("archived", image.archived());
        line.writeNumberProperty("sizeBytes", image.size());
        line.writeNumberProperty("fetchBytes", image.fetch());
        line.writeNumberProperty("roomBytes", image.room());
        line.writeEndObject();
    }

}
