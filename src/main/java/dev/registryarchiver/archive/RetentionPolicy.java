package dev.registryarchiver.archive;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which archives of one repository and platform are no longer needed: those with enough
 * newer ones. Newer is what was built later, or archived later where build times are the
 * same or unknown.
 */
final class RetentionPolicy {

    private static final Comparator<Kept> NEWEST_FIRST = Comparator
        .comparing(Kept::created, Comparator.nullsFirst(Comparator.naturalOrder()))
        .thenComparing(Kept::archived)
        .thenComparing(Kept::name)
        .reversed();

    private final int keep;

    /**
     * @param keep how many are kept, at least 1
     */
    RetentionPolicy(int keep) {
        this.keep = keep;
    }

    /**
     * The archives that are no longer needed, the newest first.
     * @param archives good archives only: no other counts as a newer one
     */
    List<Kept> expendable(Collection<Kept> archives) {
        return archives.stream().sorted(NEWEST_FIRST).skip(this.keep).filter((archive) -> !archive.chosen()).toList();
    }

    /**
     * An archive that is on the disk.
     *
     * @param name its name
     * @param created when its image was built, or {@code null}
     * @param archived when its file was written
     * @param chosen whether the run has chosen it as one of the newest that the registry
     * has now
     * @param size length of the file in bytes
     */
    record Kept(String name, @Nullable Instant created, Instant archived, boolean chosen, long size) {
    }

}
