package dev.registryarchiver.registry;

import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Tag;

/**
 * The tags of a repository.
 *
 * @param tags usable tags in the registry's order
 * @param digests where they point, as far as the list itself says so; only Google's
 * registries do
 */
public record TagList(List<Tag> tags, Map<Tag, Digest> digests) {

    public TagList {
        tags = List.copyOf(tags);
        digests = Map.copyOf(digests);
    }

}
