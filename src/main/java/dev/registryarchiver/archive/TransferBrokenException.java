package dev.registryarchiver.archive;

import java.io.IOException;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.SelectedImage;

/** The connection broke again and again without progress. */
public final class TransferBrokenException extends ArchiveException {

    private final Descriptor blob;

    private final long received;

    TransferBrokenException(SelectedImage image, Descriptor blob, long received, IOException cause) {
        super("Cannot fetch %s of %s: the connection broke again and again, the last time after %d of %d bytes (%s). Check the network and run again."
            .formatted(blob.digest(), image, received, blob.size(), cause.getClass().getSimpleName()), cause);
        this.blob = blob;
        this.received = received;
    }

    /** What was being fetched. */
    public Descriptor blob() {
        return this.blob;
    }

    /** Bytes of it that had arrived. */
    public long received() {
        return this.received;
    }

}
