package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.Printable;

/** Prints what is known of an image, for people or for programs. */
public final class ImageDescriptionWriter {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintStream output;

    public ImageDescriptionWriter(PrintStream output) {
        this.output = output;
    }

    /**
     * Prints a JSON object in one line, whose fields are the components of the
     * description.
     */
    public void printJson(ImageDescription image) {
        this.output.println(JSON.writeValueAsString(image));
    }

    /** Prints lines; nothing an author wrote can move the cursor or forge a line. */
    public void printText(ImageDescription image) {
        this.output.println(image.reference());
        line("digest", image.digest());
        line("media type", image.mediaType());
        line("note", image.note());
        blobs("platforms", image.platforms());
        image.images().forEach(this::print);
    }

    private void print(ImageDescription.Image image) {
        this.output.println();
        if (!image.notAnImage().isEmpty()) {
            this.output.printf("No image for %s: %s.%n", Printable.of(image.asked()), Printable.of(image.notAnImage()));
        }
        else {
            this.output.printf("Image for %s%n", Printable.of(image.platform()));
        }
        line("digest", image.digest());
        line("image id", image.imageId());
        line("built", (image.created() != null) ? image.createdBecause().replaceFirst("^built ", "")
                : image.createdBecause());
        line("author", image.author());
        line("user", image.user());
        line("workdir", image.workingDirectory());
        words("entrypoint", image.entrypoint());
        words("command", image.command());
        words("ports", image.exposedPorts());
        words("volumes", image.volumes());
        lines("env", image.environment());
        lines("labels", new TreeMap<>(image.labels()).entrySet().stream().map(ImageDescriptionWriter::pair).toList());
        if (!image.layers().isEmpty()) {
            line("size", "%s in config and %s".formatted(Quantities.bytes(image.size()),
                    Quantities.count(image.layers().size(), "layer", "layers")));
        }
        blobs("layers", image.layers());
        lines("history", image.history().stream().map(ImageDescriptionWriter::step).toList());
    }

    private static String pair(Map.Entry<String, String> label) {
        return label.getKey() + "=" + label.getValue();
    }

    private static String step(ImageDescription.Step step) {
        String created = (step.created() != null) ? step.created() + "  " : "";
        return created + step.createdBy() + (step.emptyLayer() ? "  (no layer)" : "");
    }

    private void blobs(String name, List<ImageDescription.Blob> blobs) {
        int width = blobs.stream().mapToInt((blob) -> blob.platform().length()).max().orElse(0);
        lines(name,
                blobs.stream()
                    .map((blob) -> "%s%s  %8s  %s".formatted(
                            (width == 0) ? "" : ("%-" + width + "s  ").formatted(blob.platform()), blob.digest(),
                            Quantities.bytes(blob.size()), blob.mediaType()))
                    .toList());
    }

    // As a shell would take them.
    private void words(String name, Collection<String> words) {
        line(name, String.join(" ",
                words.stream().map((word) -> word.contains(" ") ? "\"" + word + "\"" : word).toList()));
    }

    private void lines(String name, Collection<String> values) {
        String label = name;
        for (String value : values) {
            line(label, value);
            label = "";
        }
    }

    private void line(String name, String value) {
        if (!value.isEmpty()) {
            this.output.printf("  %-11s %s%n", name, Printable.of(value));
        }
    }

}
