package dev.registryarchiver.archive;

import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.inventory.ImageInventory;

/**
 * The blobs that published archives hold. An archive that turns out damaged is forgotten,
 * so that the next run verifies it and writes it again. Safe for use by many threads.
 */
final class ArchivedBlobs {

    private static final Logger logger = LoggerFactory.getLogger(ArchivedBlobs.class);

    private final DirectoryArchiveStore store;

    private final ImageInventory inventory;

    ArchivedBlobs(DirectoryArchiveStore store, ImageInventory inventory) {
        this.store = store;
        this.inventory = inventory;
    }

    /**
     * Copies a blob into its slot, where an archive holds it.
     * @param checkpoint called now and then; throws to end the copy
     * @return whether it is there now, verified
     */
    boolean copyTo(BlobSlot slot, Runnable checkpoint) {
        return this.inventory.blobs(slot.blob().digest())
            .stream()
            .filter((held) -> held.size() == slot.blob().size())
            .anyMatch((held) -> copy(held, slot, checkpoint));
    }

    private boolean copy(ArchivedBlob held, BlobSlot slot, Runnable checkpoint) {
        Optional<ArchiveFile> archive = this.store.find(held.path());
        if (archive.isPresent() && slot.copyFrom(this.store.resolve(held.path()), held.position(), checkpoint)) {
            return true;
        }
        archive.ifPresent((found) -> logger.warn(
                "The archive {} is damaged: it does not hold the right bytes of {}. They are fetched again, and the next run writes the archive again",
                this.store.resolve(found.name()), held.digest()));
        this.inventory.forgetArchive(held.path());
        return false;
    }

}
