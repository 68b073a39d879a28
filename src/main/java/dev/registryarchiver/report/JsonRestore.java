package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.List;

import tools.jackson.core.JsonGenerator;

import dev.registryarchiver.report.RestoredArchive.Bytes;
import dev.registryarchiver.report.RestoredArchive.State;

/** Prints a JSON object per line: one for each archive and one about all. */
public final class JsonRestore implements RestorePrinter {

    private final JsonLines lines;

    public JsonRestore(PrintStream output) {
        this.lines = new JsonLines(output);
    }

    @Override
    public void print(RestoredArchive archive) {
        this.lines.print("archive", (line) -> {
            line.writeStringProperty("archive", archive.archive());
            line.writeStringProperty("state", archive.state().name());
            line.writeStringProperty("repository", archive.repository());
            line.writeArrayPropertyStart("tags");
            archive.tags().forEach(line::writeString);
            line.writeEndArray();
            line.writeStringProperty("digest", archive.digest());
            write(line, archive.bytes());
            line.writeStringProperty("detail", archive.detail());
        });
    }

    @Override
    public void print(List<RestoredArchive> archives, int wanted) {
        this.lines.print("summary", (line) -> {
            line.writeNumberProperty("archives", wanted);
            line.writeNumberProperty("pushed", count(archives, State.PUSHED));
            line.writeNumberProperty("skipped", count(archives, State.SKIPPED));
            line.writeNumberProperty("leftOut", count(archives, State.LEFT_OUT));
            line.writeNumberProperty("failed", count(archives, State.FAILED));
            line.writeNumberProperty("pending", wanted - archives.size());
            write(line, archives.stream().map(RestoredArchive::bytes).reduce(Bytes.NONE, Bytes::plus));
        });
    }

    private static long count(List<RestoredArchive> archives, State state) {
        return archives.stream().filter((archive) -> archive.state() == state).count();
    }

    private static void write(JsonGenerator line, Bytes bytes) {
        line.writeNumberProperty("sentBytes", bytes.sent());
        line.writeNumberProperty("mountedBytes", bytes.mounted());
        line.writeNumberProperty("presentBytes", bytes.present());
    }

}
