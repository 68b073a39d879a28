package dev.registryarchiver.job;

import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.archive.FoundArchive;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.selection.Recollection;
import dev.registryarchiver.selection.SelectionProperties;

/**
 * Learns from the archives on the disk what a new inventory does not know, so that no
 * layer is fetched again when the job state was lost. May be interrupted and repeated.
 */
final class InventoryRebuild {

    private static final Logger logger = LoggerFactory.getLogger(InventoryRebuild.class);

    private final ArchiveStore store;

    private final Registry registry;

    private final SelectionProperties selection;

    InventoryRebuild(ArchiveStore store, Registry registry, SelectionProperties selection) {
        this.store = store;
        this.registry = registry;
        this.selection = selection;
    }

    void run(JdbcTemplate tables) {
        ImageInventory inventory = new ImageInventory(tables);
        Recollection recollection = new Recollection(inventory, this.selection);
        AtomicInteger learned = new AtomicInteger();
        this.store.forEachArchive(this.registry, (archive) -> {
            learn(archive, inventory, recollection);
            learned.incrementAndGet();
        });
        if (learned.get() > 0) {
            logger.info("Found {} archives on the disk; their images are not fetched again", learned);
        }
    }

    private static void learn(FoundArchive archive, ImageInventory inventory, Recollection recollection) {
        if (archive.image() != null) {
            inventory.recordArchive(archive.image(), archive.blobs());
        }
        else {
            inventory.recordBlobs(archive.path(), archive.blobs());
        }
        if (archive.manifest() != null && archive.config() != null) {
            recollection.of(archive.manifest(), archive.config());
        }
    }

}
