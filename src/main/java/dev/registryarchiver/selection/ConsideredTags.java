package dev.registryarchiver.selection;

import java.util.List;

import dev.registryarchiver.image.Tag;

/**
 * The tags of a repository that come into question, and how many do not.
 *
 * @param considered tags to look at, in the order of the registry
 * @param attachments how many tags name signatures and the like
 * @param excluded how many tags the settings leave out
 */
record ConsideredTags(List<Tag> considered, int attachments, int excluded) {

    static ConsideredTags of(List<Tag> listed, TagPolicy policy) {
        List<Tag> images = listed.stream().filter((tag) -> !TagPolicy.isAttachment(tag)).distinct().toList();
        List<Tag> considered = images.stream().filter(policy::accepts).toList();
        int attachments = (int) listed.stream().filter(TagPolicy::isAttachment).count();
        return new ConsideredTags(considered, attachments, images.size() - considered.size());
    }

    /** Why there is nothing to look at. */
    String whyNone() {
        if (this.excluded > 0) {
            return "selection.tags leaves out all of its %d tags".formatted(this.excluded);
        }
        return (this.attachments > 0) ? "it has only tags of signatures and other attachments" : "it has no tags";
    }

}
