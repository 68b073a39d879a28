package dev.registryarchiver.archive;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;

/** Content that is not what its descriptor addresses. */
public final class CorruptBlobException extends ArchiveException {

    private final Descriptor expected;

    private final Digest actual;

    private final long actualSize;

    CorruptBlobException(SelectedImage image, Descriptor expected, Digest actual, long actualSize) {
        super("Cannot archive %s: the registry served %s (%d bytes) in place of %s (%d bytes). Push the image again or repair the registry's storage."
            .formatted(image, actual, actualSize, expected.digest(), expected.size()));
        this.expected = expected;
        this.actual = actual;
        this.actualSize = actualSize;
    }

    /** What was asked for. */
    public Descriptor expected() {
        return this.expected;
    }

    /** Digest of what came. */
    public Digest actual() {
        return this.actual;
    }

    /**
     * Bytes that came; at most one more than were expected, because nothing more is read.
     */
    public long actualSize() {
        return this.actualSize;
    }

}
