package dev.registryarchiver.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what a run would do as a paragraph per repository. */
final class TextList implements ListPrinter {

    private static final int MAX_IGNORED = 3;

    private final PrintStream output;

    TextList(PrintStream output) {
        this.output = output;
    }

    @Override
    public void print(ListedRepository repository) {
        switch (repository.state()) {
            case NOTHING_TO_SAVE -> {
                this.output.println(repository.repository());
                line("nothing", repository.why());
            }
            case FAILED -> {
                this.output.println(repository.repository());
                line("failed", repository.why());
            }
            case CHOSEN -> repository.images().forEach((image) -> print(repository, image));
        }
        if (!repository.second().isEmpty()) {
            line("second", repository.second());
        }
        if (!repository.ignored().isEmpty()) {
            line("ignored", ignored(repository.ignored()));
        }
        if (!repository.remarks().isEmpty()) {
            line("note", String.join("; ", repository.remarks()));
        }
        this.output.flush();
    }

    @Override
    public void print(ListTotals totals) {
        this.output.println(totals.sentence());
    }

    private void print(ListedRepository repository, ListedImage image) {
        List<String> others = image.tags().subList(1, image.tags().size());
        this.output.printf("%s:%s%s%n", repository.repository(), image.tags().get(0),
                others.isEmpty() ? "" : " (also %s)".formatted(String.join(", ", others)));
        line("why", image.reason());
        line("image", "%s, %s, %s, %s".formatted(image.digest(), image.platform(), Quantities.bytes(image.size()),
                image.archived() ? "there already" : Quantities.bytes(image.fetch()) + " to fetch"));
    }

    private void line(String name, String value) {
        this.output.printf("    %-8s %s%n", name, value);
    }

    private static String ignored(Map<String, String> ignored) {
        String some = ignored.entrySet()
            .stream()
            .limit(MAX_IGNORED)
            .map((tag) -> tag.getKey() + ": " + tag.getValue())
            .collect(Collectors.joining("; "));
        int more = ignored.size() - MAX_IGNORED;
        return (more > 0) ? "%s; and %s more".formatted(some, Quantities.count(more, "tag", "tags")) : some;
    }

}
