package dev.registryarchiver.job;

import java.util.List;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/**
 * Where in a registry an archive is restored.
 *
 * @param repository the repository
 * @param tags the tags, the most telling one first
 */
record RestoreName(RepositoryName repository, List<Tag> tags) {

    RestoreName {
        tags = List.copyOf(tags);
    }

    /** Whether this is a repository, or a repository with a tag. */
    static boolean isValid(String name) {
        int colon = name.indexOf(':');
        return RepositoryName.isValid((colon < 0) ? name : name.substring(0, colon))
                && (colon < 0 || Tag.isValid(name.substring(colon + 1)));
    }

    /** The repository of a name, with its tag, or with these tags when it has none. */
    RestoreName changedTo(String name) {
        int colon = name.indexOf(':');
        return (colon < 0) ? new RestoreName(RepositoryName.of(name), this.tags) : new RestoreName(
                RepositoryName.of(name.substring(0, colon)), List.of(Tag.of(name.substring(colon + 1))));
    }

    RestoreName below(String prefix) {
        return new RestoreName(RepositoryName.of(prefix + "/" + this.repository), this.tags);
    }

    RestoreName withTags(List<Tag> some) {
        return new RestoreName(this.repository, some);
    }

    /** As people write it, with the other tags behind it. */
    @Override
    public String toString() {
        String others = String.join(", ", this.tags.stream().skip(1).map(Tag::value).toList());
        return this.tags.isEmpty() ? this.repository.value()
                : this.repository + ":" + this.tags.get(0) + (others.isEmpty() ? "" : " (also " + others + ")");
    }

}
