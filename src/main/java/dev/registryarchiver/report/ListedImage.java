package dev.registryarchiver.report;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An image that a run would archive.
 *
 * @param tags its tags, the one it is named after first
 * @param digest digest of what its archive's index points at
 * @param platform what it runs on, in words
 * @param created when it was built, or {@code null}
 * @param reason which date or rule decided
 * @param archive file, relative to the archive directory
 * @param archived whether the file is there already
 * @param size length of the file in bytes
 * @param fetch bytes a run would fetch for it; what several images share counts for the
 * first of them
 */
public record ListedImage(List<String> tags, String digest, String platform, @Nullable Instant created, String reason,
        String archive, boolean archived, long size, long fetch) {

    public ListedImage {
        tags = List.copyOf(tags);
    }

    /** Bytes of disk it needs. */
    public long room() {
        return this.archived ? 0 : this.size;
    }

}
