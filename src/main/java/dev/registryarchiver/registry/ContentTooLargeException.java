package dev.registryarchiver.registry;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/** A manifest or config that is larger than anything legitimate, or says so. */
public final class ContentTooLargeException extends RegistryException {

    ContentTooLargeException(String what, RepositoryName repository, Descriptor descriptor, int limit) {
        super("The %s %s of %s is said to have %d bytes; at most %d are accepted.".formatted(what, descriptor.digest(),
                repository, descriptor.size(), limit));
    }

    ContentTooLargeException(RepositoryName repository, Tag tag, int limit) {
        super("The manifest of %s:%s has more than the %d bytes that are accepted.".formatted(repository, tag, limit));
    }

    @Override
    public boolean isLasting() {
        return true;
    }

}
