package dev.registryarchiver.selection;

import java.util.List;

import dev.registryarchiver.image.Tag;

/**
 * The tags of a repository that come into question, and how many do not.
 *
 * @param considered tags to look at, in the order of the registry
 * @param excluded how many tags the settings leave out
 */
record ConsideredTags(List<Tag> considered, int excluded) {

    static ConsideredTags of(List<Tag> listed, TagPolicy policy) {
        List<Tag> considered = listed.stream().filter(policy::accepts).toList();
        return new ConsideredTags(considered, listed.size() - considered.size());
    }

    /** Why there is nothing to look at. */
    String whyNone() {
        return (this.excluded > 0) ? "selection.tags leaves out all of its %d tags".formatted(this.excluded)
                : "it has no tags of images";
    }

}
