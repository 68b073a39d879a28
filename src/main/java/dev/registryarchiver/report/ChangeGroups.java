package dev.registryarchiver.report;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.inventory.RunChanges;

/** What changed, by kind, what needs attention first. */
final class ChangeGroups {

    static final int MAX_SHOWN = 24;

    private static final List<RunChanges.Kind> ORDER = List.of(RunChanges.Kind.NEWLY_FAILING, RunChanges.Kind.EMPTIED,
            RunChanges.Kind.GONE, RunChanges.Kind.RECOVERED, RunChanges.Kind.NEW_IMAGE, RunChanges.Kind.NEW);

    private ChangeGroups() {
    }

    static List<Group> of(RunChanges changes) {
        return ORDER.stream().flatMap((kind) -> group(kind, changes)).toList();
    }

    /** The heading of a kind of change. */
    static String words(RunChanges.Kind kind) {
        return switch (kind) {
            case NEW -> "New repositories";
            case GONE -> "No longer listed";
            case NEWLY_FAILING -> "Newly failing";
            case RECOVERED -> "Recovered";
            case NEW_IMAGE -> "New newest image";
            case EMPTIED -> "No image any more";
        };
    }

    private static Stream<Group> group(RunChanges.Kind kind, RunChanges changes) {
        List<RunChanges.Change> all = changes.changes().stream().filter((change) -> change.kind() == kind).toList();
        if (all.isEmpty()) {
            return Stream.empty();
        }
        List<Line> shown = all.stream().limit(MAX_SHOWN).map(ChangeGroups::line).toList();
        // What is no longer listed is in no table.
        return Stream.of(new Group(words(kind), kind.name(), all.size(), shown, all.size() - shown.size(),
                kind != RunChanges.Kind.GONE));
    }

    private static Line line(RunChanges.Change change) {
        return new Line(change.repository().value(), words(change.before()), words(change.after()));
    }

    private static String words(RunChanges.@Nullable Newest image) {
        return (image != null) ? "%s (%s)".formatted(image.tag(), image.digest().abbreviated()) : "";
    }

    /** Repositories that changed in the same way. */
    record Group(String name, String kind, int count, List<Line> shown, int more, boolean listed) {
    }

    /** One repository; images are empty where there is none. */
    record Line(String repository, String before, String after) {

        boolean hasImages() {
            return !this.before.isEmpty() || !this.after.isEmpty();
        }

        boolean hasBoth() {
            return !this.before.isEmpty() && !this.after.isEmpty() && !this.before.equals(this.after);
        }

        boolean isLost() {
            return this.after.isEmpty();
        }

    }

}
