package dev.registryarchiver.job;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.RestorableArchive;
import dev.registryarchiver.archive.RestorableBlob;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.registry.BlobContent;

/**
 * A blob of an archive that is verified before its first byte is sent, and not at all
 * when none is. Not thread-safe.
 */
final class VerifiedBlob implements BlobContent {

    private final RestorableArchive archive;

    private final Descriptor descriptor;

    private final Runnable checkpoint;

    private @Nullable RestorableBlob verified;

    VerifiedBlob(RestorableArchive archive, Descriptor descriptor, Runnable checkpoint) {
        this.archive = archive;
        this.descriptor = descriptor;
        this.checkpoint = checkpoint;
    }

    /**
     * Reads all of it.
     * @throws UncheckedIOException if it is damaged, or cannot be read
     */
    RestorableBlob verify() {
        if (this.verified == null) {
            try {
                this.verified = this.archive.blob(this.descriptor, this.checkpoint);
            }
            catch (IOException ex) {
                // Not to be taken for a connection that breaks.
                throw new UncheckedIOException(ex);
            }
        }
        return this.verified;
    }

    @Override
    public void writeTo(long position, long count, OutputStream output) throws IOException {
        verify().writeTo(position, count, output);
    }

}
