package dev.registryarchiver.inventory;

import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

/**
 * What is different from an earlier run.
 *
 * @param since the earlier run, or {@code null} when there is none to compare with
 * @param changes one per repository that changed, in catalog order; the gone ones last
 */
public record RunChanges(@Nullable RunId since, List<Change> changes) {

    /** There is no earlier run. */
    public static RunChanges none() {
        return new RunChanges(null, List.of());
    }

    public RunChanges {
        changes = List.copyOf(changes);
    }

    /** What a repository can have become. */
    public enum Kind {

        /** It was not listed before. */
        NEW,

        /** It is not listed any more. */
        GONE,

        /** It failed and did not before. */
        NEWLY_FAILING,

        /** It failed before. */
        RECOVERED,

        /** Another image is its newest. */
        NEW_IMAGE,

        /** It had an image before and has none now. */
        EMPTIED

    }

    /**
     * A repository that changed.
     *
     * @param kind what it has become
     * @param repository the repository
     * @param before its newest image in the earlier run, if it had any
     * @param after its newest image now, if it has any
     */
    public record Change(Kind kind, RepositoryName repository, @Nullable Newest before, @Nullable Newest after) {
    }

    /**
     * The newest image of a repository in one run.
     *
     * @param tag the tag it is named after
     * @param digest what identifies it
     */
    public record Newest(String tag, Digest digest) {
    }

}
