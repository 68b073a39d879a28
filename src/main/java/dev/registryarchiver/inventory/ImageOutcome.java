package dev.registryarchiver.inventory;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;

/**
 * What became of one chosen image.
 *
 * @param tag the tag it is named after
 * @param digest digest of what its archive's index points at
 * @param platform what it runs on, in words
 * @param created when it was built, or {@code null}
 * @param reason why it was chosen
 * @param archive file, relative to the archive directory
 * @param size length of the file in bytes
 * @param fetched bytes fetched for it; 0 when it was there already
 * @param reused bytes of it that were on the disk and not fetched again; 0 when it was
 * there already
 * @param saved whether this run wrote the file; otherwise it was there already
 * @param remarks what those who load it should know, each a sentence; kept with the
 * outcome of the repository
 */
public record ImageOutcome(String tag, Digest digest, String platform, @Nullable Instant created, String reason,
        String archive, long size, long fetched, long reused, boolean saved, List<String> remarks) {

    public ImageOutcome {
        remarks = List.copyOf(remarks);
    }

    /** An outcome without remarks. */
    public ImageOutcome(String tag, Digest digest, String platform, @Nullable Instant created, String reason,
            String archive, long size, long fetched, long reused, boolean saved) {
        this(tag, digest, platform, created, reason, archive, size, fetched, reused, saved, List.of());
    }

}
