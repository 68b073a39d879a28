package dev.registryarchiver.registry;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/** A manifest or config that says of itself to be larger than anything legitimate. */
public final class ContentTooLargeException extends RegistryException {

    private final Descriptor descriptor;

    ContentTooLargeException(String what, RepositoryName repository, Descriptor descriptor, int limit) {
        super("The %s %s of %s is said to have %d bytes; at most %d are accepted.".formatted(what, descriptor.digest(),
                repository, descriptor.size(), limit));
        this.descriptor = descriptor;
    }

    public Descriptor descriptor() {
        return this.descriptor;
    }

}
