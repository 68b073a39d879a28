package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/** Prints what a run would do as a row per image. */
final class CsvList implements ListPrinter {

    private static final int MAX_IGNORED = 10;

    // Spreadsheets take such text for a formula and run it.
    private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r]");

    private final SequenceWriter rows;

    private final PrintStream totals;

    CsvList(PrintStream output, PrintStream totals) {
        CsvMapper csv = CsvMapper.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
        CsvSchema schema = csv.schemaFor(Row.class);
        // By ourselves, so that a list of nothing has it too.
        output.print(String.join(",", schema.getColumnNames()) + "\n");
        this.rows = csv.writer(schema).writeValues(output);
        this.totals = totals;
    }

    @Override
    public void print(ListedRepository repository) {
        if (repository.images().isEmpty()) {
            this.rows.write(Row.of(repository, null));
        }
        repository.images().forEach((image) -> this.rows.write(Row.of(repository, image)));
    }

    @Override
    public void print(ListTotals totals) {
        this.rows.flush();
        this.totals.println(totals.sentence());
    }

    private static String safe(String text) {
        return FORMULA.matcher(text).find() ? "'" + text : text;
    }

    @JsonPropertyOrder({ "repository", "state", "tag", "tags", "digest", "platform", "created", "why", "second",
            "ignored", "remarks", "archive", "archived", "size_bytes", "fetch_bytes", "room_bytes" })
    record Row(String repository, String state, String tag, String tags, String digest, String platform, String created,
            String why, String second, String ignored, String remarks, String archive, @Nullable Boolean archived,
            @JsonProperty("size_bytes") @Nullable Long size, @JsonProperty("fetch_bytes") @Nullable Long fetch,
            @JsonProperty("room_bytes") @Nullable Long room) {

        static Row of(ListedRepository repository, @Nullable ListedImage image) {
            String ignored = repository.ignored()
                .entrySet()
                .stream()
                .limit(MAX_IGNORED)
                .map((tag) -> tag.getKey() + ": " + tag.getValue())
                .collect(Collectors.joining("; "));
            String remarks = String.join("; ", repository.remarks());
            if (image == null) {
                return new Row(safe(repository.repository().value()), repository.state().name(), "", "", "", "", "",
                        safe(repository.why()), "", safe(ignored), safe(remarks), "", null, null, null, null);
            }
            return new Row(safe(repository.repository().value()), repository.state().name(), safe(image.tags().get(0)),
                    safe(String.join(" ", image.tags())), image.digest(), safe(image.platform()),
                    (image.created() != null) ? image.created().toString() : "", safe(image.reason()),
                    safe(repository.second()), safe(ignored), safe(remarks), safe(image.archive()), image.archived(),
                    image.size(), image.fetch(), image.room());
        }

    }

}
