package dev.registryarchiver.report;

import java.io.Writer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * The repositories as the script of the page reads them: JSON inside the page, in arrays
 * instead of objects because there are many of them. No character in it can end the
 * element that holds it.
 */
final class PageData {

    private static final JsonFactory FACTORY = JsonFactory.builder()
        .characterEscapes(new MarkupEscapes())
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .build();

    private final Writer writer;

    PageData(Writer writer) {
        this.writer = writer;
    }

    void write(RunReport report, Consumer<Consumer<WorklistEntry>> repositories) {
        Map<RepositoryName, RunChanges.Kind> changes = new HashMap<>();
        report.changes().changes().forEach((change) -> changes.put(change.repository(), change.kind()));
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), this.writer)) {
            generator.writeStartObject();
            generator.writeObjectPropertyStart("remedies");
            for (FailureClass failure : FailureClass.values()) {
                generator.writeStringProperty(failure.name(), Remedies.of(failure));
            }
            generator.writeEndObject();
            generator.writeObjectPropertyStart("changes");
            for (RunChanges.Kind kind : RunChanges.Kind.values()) {
                generator.writeStringProperty(kind.name(), ChangeGroups.words(kind));
            }
            generator.writeEndObject();
            generator.writeArrayPropertyStart("repositories");
            repositories.accept((entry) -> write(generator, entry, changes.get(entry.repository())));
            generator.writeEndArray();
            generator.writeEndObject();
        }
    }

    // The order is known to report.js.
    private static void write(JsonGenerator generator, WorklistEntry entry, RunChanges.@Nullable Kind change) {
        Instant startedAt = entry.startedAt();
        FailureClass failure = entry.outcome().failure();
        generator.writeStartArray();
        generator.writeString(entry.repository().value());
        generator.writeString(entry.outcome().state().name());
        generator.writeString((failure != null) ? failure.name() : "");
        generator.writeString(entry.outcome().detail());
        generator.writeNumber((startedAt != null) ? startedAt.toEpochMilli() : 0);
        generator.writeNumber(entry.duration().toMillis());
        generator.writeString((change != null) ? change.name() : "");
        generator.writeStartArray();
        entry.outcome().images().forEach((image) -> write(generator, image));
        generator.writeEndArray();
        generator.writeEndArray();
    }

    private static void write(JsonGenerator generator, ImageOutcome image) {
        generator.writeStartArray();
        generator.writeString(image.tag());
        generator.writeString(image.digest().toString());
        generator.writeString(image.platform());
        generator.writeString((image.created() != null) ? image.created().toString() : "");
        generator.writeString(image.reason());
        generator.writeString(image.archive());
        generator.writeNumber(image.size());
        generator.writeNumber(image.fetched());
        generator.writeEndArray();
    }

    private static final class MarkupEscapes extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        private final int[] escapes = standardAsciiEscapesForJSON();

        MarkupEscapes() {
            for (char character : new char[] { '<', '>', '&' }) {
                this.escapes[character] = ESCAPE_STANDARD;
            }
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return this.escapes.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }

    }

}
