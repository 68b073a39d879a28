package dev.registryarchiver.report;

import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.RepositoryName;

/**
 * What a run would do with a repository, and why.
 *
 * @param repository the repository
 * @param state what it would do
 * @param why why there is nothing to archive or it cannot be told; empty when something
 * is chosen
 * @param images the chosen images
 * @param second the image that would have come next, with the reason, or empty
 * @param ignored tags that are no archivable image, each with the reason
 * @param remarks what else is worth reading
 */
public record ListedRepository(RepositoryName repository, State state, String why, List<ListedImage> images,
        String second, Map<String, String> ignored, List<String> remarks) {

    /** What a run would do. */
    public enum State {

        /** Archive what is chosen. */
        CHOSEN,

        /** Nothing, as there is no image. */
        NOTHING_TO_SAVE,

        /** It cannot be told. */
        FAILED

    }

    public ListedRepository {
        images = List.copyOf(images);
        remarks = List.copyOf(remarks);
    }

    /** One without a choice. */
    public static ListedRepository without(RepositoryName repository, State state, String why) {
        return new ListedRepository(repository, state, why, List.of(), "", Map.of(), List.of());
    }

}
