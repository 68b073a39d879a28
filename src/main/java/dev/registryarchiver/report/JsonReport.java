package dev.registryarchiver.report;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.inventory.ArchiveTotals;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * A run as JSON. Repositories are streamed, so that the report of 100,000 needs no more
 * memory than that of one. The fields are described by {@code report.schema.json} beside
 * this class and in the README; {@code schema} grows when their meaning changes, not when
 * there are more of them.
 */
final class JsonReport {

    private static final int SCHEMA = 1;

    private final JsonMapper json = JsonMapper.builder().build();

    /**
     * Writes a report.
     * @param repositories hands every repository to its argument, in order
     */
    void write(OutputStream output, RunReport report, Consumer<Consumer<WorklistEntry>> repositories)
            throws IOException {
        try (JsonGenerator generator = this.json.writer().withDefaultPrettyPrinter().createGenerator(output)) {
            write(generator, report, repositories);
        }
    }

    private static void write(JsonGenerator generator, RunReport report,
            Consumer<Consumer<WorklistEntry>> repositories) {
        RunSummary summary = report.summary();
        generator.writeStartObject();
        generator.writeNumberProperty("schema", SCHEMA);
        writeFields(generator, summary, report.archives());
        write(generator, report.changes());
        generator.writeArrayPropertyStart("repositories");
        repositories.accept((entry) -> write(generator, entry));
        generator.writeEndArray();
        generator.writeArrayPropertyStart("history");
        report.runs().forEach((run) -> HistoryJson.write(generator, run));
        generator.writeEndArray();
        generator.writeEndObject();
    }

    /** The run in numbers, as fields of the object that is open. */
    static void writeFields(JsonGenerator generator, RunSummary summary) {
        writeFields(generator, summary, null);
    }

    /**
     * How many repositories there are, and in which state, as fields of the open object.
     */
    static void writeTotals(JsonGenerator generator, long repositories, ToLongFunction<Outcome.State> total) {
        generator.writeNumberProperty("repositories", repositories);
        generator.writeNumberProperty("saved", total.applyAsLong(Outcome.State.SAVED));
        generator.writeNumberProperty("unchanged", total.applyAsLong(Outcome.State.UNCHANGED));
        generator.writeNumberProperty("nothingToSave", total.applyAsLong(Outcome.State.NOTHING_TO_SAVE));
        generator.writeNumberProperty("failed", total.applyAsLong(Outcome.State.FAILED));
        generator.writeNumberProperty("pending", total.applyAsLong(Outcome.State.PENDING));
    }

    private static void writeFields(JsonGenerator generator, RunSummary summary, @Nullable ArchiveTotals archives) {
        generator.writeStringProperty("run", summary.run().toString());
        generator.writeStringProperty("registry", summary.registry());
        generator.writeStringProperty("startedAt", summary.startedAt().toString());
        generator.writeStringProperty("finishedAt", summary.finishedAt().toString());
        generator.writeStringProperty("status", summary.status().name());
        generator.writeStringProperty("reason", summary.reason());
        generator.writeStringProperty("notPruned", summary.pruning().heldBackBecause());
        generator.writeObjectPropertyStart("totals");
        writeTotals(generator, summary.repositories(), summary::total);
        generator.writeNumberProperty("fetchedBytes", summary.fetchedBytes());
        generator.writeNumberProperty("reusedBytes", summary.reusedBytes());
        generator.writeNumberProperty("prunedArchives", summary.pruning().archives());
        generator.writeNumberProperty("prunedBytes", summary.pruning().bytes());
        if (archives != null) {
            generator.writeNumberProperty("archives", archives.archives());
            generator.writeNumberProperty("archiveBytes", archives.bytes());
        }
        generator.writeEndObject();
    }

    private static void write(JsonGenerator generator, RunChanges changes) {
        generator.writeObjectPropertyStart("changes");
        writeNullable(generator, "since", changes.since());
        generator.writeArrayPropertyStart("repositories");
        for (RunChanges.Change change : changes.changes()) {
            generator.writeStartObject();
            generator.writeStringProperty("repository", change.repository().value());
            generator.writeStringProperty("change", change.kind().name());
            write(generator, "before", change.before());
            write(generator, "after", change.after());
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeEndObject();
    }

    private static void write(JsonGenerator generator, String name, RunChanges.@Nullable Newest image) {
        if (image == null) {
            generator.writeNullProperty(name);
            return;
        }
        generator.writeObjectPropertyStart(name);
        generator.writeStringProperty("tag", image.tag());
        generator.writeStringProperty("digest", image.digest().toString());
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
        FailureClass failure = outcome.failure();
        writeNullable(generator, "failure", failure);
        generator.writeStringProperty("detail", outcome.detail());
        writeNullable(generator, "remedy", (failure != null) ? Remedies.of(failure) : null);
        Instant startedAt = entry.startedAt();
        writeNullable(generator, "startedAt", startedAt);
        writeNullable(generator, "finishedAt", (startedAt != null) ? startedAt.plus(entry.duration()) : null);
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
        writeNullable(generator, "created", image.created());
        generator.writeStringProperty("reason", image.reason());
        generator.writeStringProperty("archive", image.archive());
        generator.writeNumberProperty("sizeBytes", image.size());
        generator.writeNumberProperty("fetchedBytes", image.fetched());
        generator.writeNumberProperty("reusedBytes", image.reused());
        generator.writeBooleanProperty("saved", image.saved());
        generator.writeEndObject();
    }

    private static void writeNullable(JsonGenerator generator, String name, @Nullable Object value) {
        if (value != null) {
            generator.writeStringProperty(name, value.toString());
        }
        else {
            generator.writeNullProperty(name);
        }
    }

}
