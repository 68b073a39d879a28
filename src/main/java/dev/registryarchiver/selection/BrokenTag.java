package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.registry.RegistryException;

/**
 * A tag whose image the registry has lost, damaged or withholds for good, so that its
 * build time cannot be learned.
 * <p>
 * It is left out with a warning, unless it may well be the newest: its annotations say
 * that it was built later than every image that can be read, or, where they say nothing,
 * it is called {@code latest} or its version is higher than any other. It is never
 * remembered, and so looked at again each time.
 *
 * @param tag the tag
 * @param dates what is known without its config
 * @param cause what is wrong with it
 */
record BrokenTag(Tag tag, BuildDates dates, RegistryException cause) {

    // Two numbers and more, or one alone; whatever else begins with a digit may be part
    // of
    // a digest.
    private static final Pattern VERSION = Pattern.compile("[vV]?\\d{1,18}(?:\\.\\d{1,18})*(?:[-_+][0-9A-Za-z._-]+)?");

    /** What is wrong with it, in a sentence. */
    String why() {
        return String.valueOf(this.cause.getMessage());
    }

    /**
     * Whether it may be the newest.
     * @param newest build time of the newest image that can be read, or {@code null}
     * @param readable the tags of all images that can be read
     * @param now the time of the decision
     */
    boolean mayBeNewest(@Nullable Instant newest, Collection<Tag> readable, Instant now) {
        Instant built = BuildTime.of(this.dates, now).instant();
        if (built != null) {
            return newest == null || built.isAfter(newest);
        }
        if (TagOrder.isLatest(this.tag)) {
            return true;
        }
        Optional<Tag> highest = readable.stream().filter(BrokenTag::isVersion).max(TagOrder.INSTANCE);
        return isVersion(this.tag) && highest.isPresent() && TagOrder.INSTANCE.compare(this.tag, highest.get()) > 0;
    }

    private static boolean isVersion(Tag tag) {
        return VERSION.matcher(tag.value()).matches();
    }

}
