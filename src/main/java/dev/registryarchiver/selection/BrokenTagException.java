package dev.registryarchiver.selection;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.registry.RegistryException;

/**
 * A tag that cannot be judged, and no trying again will help. Thrown only where leaving
 * it out could pass an older image off as the newest, or would leave nothing.
 */
public final class BrokenTagException extends RuntimeException {

    private final Tag tag;

    private final RegistryException fault;

    BrokenTagException(RepositoryName repository, Tag tag, String why, RegistryException cause) {
        super("Cannot tell when %s:%s was built, and %s: %s Delete the tag, push it again, or leave it out with selection.tags.exclude."
            .formatted(repository, tag, why, cause.getMessage()), cause);
        this.tag = tag;
        this.fault = cause;
    }

    /** The tag that is broken. */
    public Tag tag() {
        return this.tag;
    }

    /** What is wrong, a lasting failure. */
    public RegistryException fault() {
        return this.fault;
    }

}
