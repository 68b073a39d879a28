package dev.registryarchiver.selection;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.KnownImage;

/**
 * An image that could be chosen, with every tag that leads to it.
 *
 * @param tags its tags, the most specific first
 * @param image what is known of it
 */
record Candidate(List<Tag> tags, KnownImage image) {

    /**
     * Order of images whose age does not tell: higher versions later, {@code latest} only
     * where these are equal, and something definite in the end.
     */
    static final Comparator<Candidate> BY_TAG = Comparator.comparing(Candidate::name, TagOrder::compareMeaning)
        .thenComparing(Candidate::isLatest)
        .thenComparing(Candidate::name);

    Candidate {
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("A candidate needs a tag");
        }
        // A copy of the copy, because nearly all have one tag, which then needs no array.
        tags = List.copyOf(tags.stream().sorted(TagOrder.INSTANCE.reversed()).toList());
    }

    /** The tag it is named after: the highest version, {@code latest} only if alone. */
    Tag name() {
        return this.tags.get(0);
    }

    boolean isLatest() {
        return this.tags.stream().anyMatch(TagOrder::isLatest);
    }

    /** Whether all platforms of an index belong to it. */
    boolean isWholeIndex() {
        return MediaTypes.isIndex(this.image.tagged().mediaType())
                && PlatformChoice.of(this.image.platformChoice()).isAll();
    }

    /** What makes two candidates the same image: the content that would be archived. */
    Digest root() {
        return isWholeIndex() ? this.image.tagged().digest() : this.image.manifest().digest();
    }

    /** The same image under the tags of both. */
    Candidate merge(Candidate other) {
        boolean named = TagOrder.INSTANCE.compare(name(), other.name()) >= 0;
        return new Candidate(Stream.concat(this.tags.stream(), other.tags.stream()).toList(),
                named ? this.image : other.image);
    }

}
