package dev.registryarchiver.inventory;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What became of one repository in a run.
 *
 * @param state where it stands
 * @param failure kind of trouble, only when it failed
 * @param detail the reason in a sentence, or remarks worth reading, or empty
 * @param images what became of each chosen image
 */
public record Outcome(State state, @Nullable FailureClass failure, String detail, List<ImageOutcome> images) {

    /** Where a repository stands in a run. */
    public enum State {

        /** Not worked on yet, or to be worked on again. */
        PENDING,

        /** At least one archive was written, and all are there. */
        SAVED,

        /** All archives were there already. */
        UNCHANGED,

        /** No tag, or no tag that is an image. */
        NOTHING_TO_SAVE,

        /** It has to be done again. */
        FAILED

    }

    /**
     * The outcome of a repository whose chosen images are all archived.
     * @param remarks remarks on the choice; those on the images are added
     */
    public static Outcome archived(List<ImageOutcome> images, String remarks) {
        State state = images.stream().anyMatch(ImageOutcome::saved) ? State.SAVED : State.UNCHANGED;
        String all = Stream.concat(Stream.of(remarks), images.stream().flatMap((image) -> image.remarks().stream()))
            .filter((remark) -> !remark.isEmpty())
            .distinct()
            .collect(Collectors.joining(" "));
        return new Outcome(state, null, all, images);
    }

    public static Outcome nothingToSave(String why) {
        return new Outcome(State.NOTHING_TO_SAVE, null, why, List.of());
    }

    public static Outcome failed(FailureClass failure, String why) {
        return new Outcome(State.FAILED, failure, why, List.of());
    }

    public Outcome {
        images = List.copyOf(images);
    }

}
