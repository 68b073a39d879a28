package dev.registryarchiver.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * Writes a run as {@code <run>.json} with a copy named {@code latest.json}. Repositories
 * are streamed, so that the report of 100,000 needs no more memory than that of one. The
 * fields are documented in the README; {@code schema} grows when their meaning changes.
 */
public final class JsonReport {

    private static final int SCHEMA = 1;

    private final JsonMapper json = JsonMapper.builder().build();

    private final Path directory;

    /**
     * @param directory where reports go; created when missing
     */
    public JsonReport(Path directory) {
        this.directory = directory;
    }

    /** The newest report. */
    public Path latest() {
        return this.directory.resolve("latest.json");
    }

    /**
     * Writes a report; both files appear whole or not at all.
     * @param summary the run in numbers
     * @param repositories hands every repository to its argument, in order
     */
    public void write(RunSummary summary, Consumer<Consumer<WorklistEntry>> repositories) throws IOException {
        Files.createDirectories(this.directory);
        Path report = this.directory.resolve(summary.run() + ".json");
        Path unfinished = this.directory.resolve(summary.run() + ".json.partial");
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(unfinished));
                JsonGenerator generator = this.json.writer().withDefaultPrettyPrinter().createGenerator(output)) {
            write(generator, summary, repositories);
        }
        Files.move(unfinished, report, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(report, unfinished, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unfinished, latest(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void write(JsonGenerator generator, RunSummary summary,
            Consumer<Consumer<WorklistEntry>> repositories) {
        generator.writeStartObject();
        generator.writeNumberProperty("schema", SCHEMA);
        writeFields(generator, summary);
        generator.writeArrayPropertyStart("repositories");
        repositories.accept((entry) -> write(generator, entry));
        generator.writeEndArray();
        generator.writeEndObject();
    }

    /** The run in numbers, as fields of the object that is open. */
    static void writeFields(JsonGenerator generator, RunSummary summary) {
        generator.writeStringProperty("run", summary.run().toString());
        generator.writeStringProperty("registry", summary.registry());
        generator.writeStringProperty("startedAt", summary.startedAt().toString());
        generator.writeStringProperty("finishedAt", summary.finishedAt().toString());
        generator.writeStringProperty("status", summary.status().name());
        generator.writeStringProperty("reason", summary.reason());
        generator.writeStringProperty("notPruned", summary.pruning().heldBackBecause());
        generator.writeObjectPropertyStart("totals");
        generator.writeNumberProperty("repositories", summary.repositories());
        generator.writeNumberProperty("saved", summary.total(Outcome.State.SAVED));
        generator.writeNumberProperty("unchanged", summary.total(Outcome.State.UNCHANGED));
        generator.writeNumberProperty("nothingToSave", summary.total(Outcome.State.NOTHING_TO_SAVE));
        generator.writeNumberProperty("failed", summary.total(Outcome.State.FAILED));
        generator.writeNumberProperty("pending", summary.total(Outcome.State.PENDING));
        generator.writeNumberProperty("fetchedBytes", summary.fetchedBytes());
        generator.writeNumberProperty("reusedBytes", summary.reusedBytes());
        generator.writeNumberProperty("prunedArchives", summary.pruning().archives());
        generator.writeNumberProperty("prunedBytes", summary.pruning().bytes());
        generator.writeEndObject();
    }

    private static void write(JsonGenerator generator, WorklistEntry entry) {
        generator.writeStartObject();
        writeFields(generator, entry);
        generator.writeEndObject();
    }

    /** What became of a repository, as fields of the object that is open. */
    static void writeFields(JsonGenerator generator, WorklistEntry entry) {
        Outcome outcome = entry.outcome();
        generator.writeStringProperty("repository", entry.repository().value());
        generator.writeStringProperty("state", outcome.state().name());
        writeNullable(generator, "failure", (outcome.failure() != null) ? outcome.failure().name() : null);
        generator.writeStringProperty("detail", outcome.detail());
        generator.writeNumberProperty("durationMillis", entry.duration().toMillis());
        generator.writeArrayPropertyStart("images");
        outcome.images().forEach((image) -> write(generator, image));
        generator.writeEndArray();
    }

    private static void write(JsonGenerator generator, ImageOutcome image) {
        generator.writeStartObject();
        generator.writeStringProperty("tag", image.tag());
        generator.writeStringProperty("digest", image.digest().toString());
        generator.writeStringProperty("platform", image.platform());
        writeNullable(generator, "created", (image.created() != null) ? image.created().toString() : null);
        generator.writeStringProperty("reason", image.reason());
        generator.writeStringProperty("archive", image.archive());
        generator.writeNumberProperty("sizeBytes", image.size());
        generator.writeNumberProperty("fetchedBytes", image.fetched());
        generator.writeNumberProperty("reusedBytes", image.reused());
        generator.writeBooleanProperty("saved", image.saved());
        generator.writeEndObject();
    }

    private static void writeNullable(JsonGenerator generator, String name, @Nullable String value) {
        if (value != null) {
            generator.writeStringProperty(name, value);
        }
        else {
            generator.writeNullProperty(name);
        }
    }

}
