package dev.registryarchiver.selection;

import java.util.Comparator;
import java.util.Optional;

import dev.registryarchiver.image.Tag;

/**
 * Which of two tags sounds newer: {@code latest} says nothing, versions say more than
 * names, higher versions come later, and everything else is in natural order.
 */
final class TagOrder implements Comparator<Tag> {

    static final TagOrder INSTANCE = new TagOrder();

    private static final String LATEST = "latest";

    private TagOrder() {
    }

    /** Orders as far as the tags mean something; different tags can be equal. */
    static int compareMeaning(Tag left, Tag right) {
        if (isLatest(left) || isLatest(right)) {
            return Boolean.compare(isLatest(right), isLatest(left));
        }
        Optional<SemanticVersion> leftVersion = SemanticVersion.of(left);
        Optional<SemanticVersion> rightVersion = SemanticVersion.of(right);
        if (leftVersion.isPresent() && rightVersion.isPresent()) {
            return leftVersion.get().compareTo(rightVersion.get());
        }
        if (leftVersion.isPresent() || rightVersion.isPresent()) {
            return Boolean.compare(leftVersion.isPresent(), rightVersion.isPresent());
        }
        return NaturalOrder.INSTANCE.compare(left.value(), right.value());
    }

    static boolean isLatest(Tag tag) {
        return tag.value().equals(LATEST);
    }

    @Override
    public int compare(Tag left, Tag right) {
        int order = compareMeaning(left, right);
        return (order != 0) ? order : left.compareTo(right);
    }

}
