package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.inventory.ImageInventory;

/**
 * The blobs that published archives in a bucket hold. An archive that turns out damaged
 * is forgotten, so that the next run verifies it and writes it again. Safe for use by
 * many threads.
 */
final class BucketBlobs {

    private static final Logger logger = LoggerFactory.getLogger(BucketBlobs.class);

    private final Bucket bucket;

    private final BucketListing listing;

    private final ImageInventory inventory;

    BucketBlobs(Bucket bucket, BucketListing listing, ImageInventory inventory) {
        this.bucket = bucket;
        this.listing = listing;
        this.inventory = inventory;
    }

    /**
     * Copies a blob to its place, where an archive holds it.
     * @return whether it is there now, verified
     */
    boolean copyTo(MultipartBlob place, ArchiveOrder order, Sleeper sleeper) {
        return this.inventory.blobs(place.blob().digest())
            .stream()
            .filter((held) -> held.size() == place.blob().size())
            .anyMatch((held) -> copy(held, place, order, sleeper));
    }

    private boolean copy(ArchivedBlob held, MultipartBlob place, ArchiveOrder order, Sleeper sleeper) {
        if (this.listing.find(held.path()).isEmpty()) {
            this.inventory.forgetArchive(held.path());
            return false;
        }
        try {
            new OrderedTransfer(order.image(), new HeldBlob(held), sleeper).transfer(place, order.checkpoint());
            return true;
        }
        catch (CorruptBlobException | IncompleteImageException ex) {
            logger.warn(
                    "The archive {} is damaged: it does not hold the right bytes of {}. They are fetched again, and the next run writes the archive again",
                    this.bucket.location().url(held.path()), held.digest());
            this.inventory.forgetArchive(held.path());
            place.restart();
            return false;
        }
    }

    /** A blob in an archive, as if it came from a registry. */
    private final class HeldBlob implements ImageSource {

        private final ArchivedBlob held;

        private HeldBlob(ArchivedBlob held) {
            this.held = held;
        }

        @Override
        public Optional<byte[]> fetchDocument(RepositoryName repository, Descriptor descriptor) {
            return Optional.empty();
        }

        @Override
        public InputStream openBlob(RepositoryName repository, Descriptor descriptor, long offset) throws IOException {
            InputStream content = BucketBlobs.this.bucket
                .open(this.held.path(), this.held.position() + offset, this.held.size() - offset)
                .orElseThrow(() -> new FileNotFoundException(this.held.path()));
            return ObjectStreams.abandonable(content);
        }

    }

}
