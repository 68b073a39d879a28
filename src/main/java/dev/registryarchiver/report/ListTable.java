package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.List;

import com.github.freva.asciitable.AsciiTable;

/** Prints what a run would archive, and why. */
public final class ListTable {

    private final PrintStream output;

    public ListTable(PrintStream output) {
        this.output = output;
    }

    /** Prints one line per image and the totals. */
    public void print(List<ListedImage> images) {
        if (!images.isEmpty()) {
            this.output.println(AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, images, List.of(
                    Columns.left("Repository").with((ListedImage image) -> image.repository().value()),
                    Columns.left("Tags").maxWidth(30).with(ListedImage::tags),
                    Columns.left("Digest").with(ListedImage::digest),
                    Columns.left("Built").with((image) -> (image.created() != null) ? image.created().toString() : ""),
                    Columns.right("Size").with((image) -> (image.size() < 0) ? "" : Quantities.bytes(image.size())),
                    Columns.left("Why").maxWidth(70).with(ListTable::why))));
        }
        long size = images.stream().mapToLong((image) -> Math.max(0, image.size())).sum();
        this.output.printf("%s in %s; nothing was written.%n", Quantities.bytes(size), Quantities
            .count(images.stream().map(ListedImage::repository).distinct().count(), "repository", "repositories"));
    }

    private static String why(ListedImage image) {
        return image.failed() ? "failed: " + image.why() : image.why();
    }

}
