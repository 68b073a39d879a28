package dev.registryarchiver.archive;

import java.util.List;
import java.util.stream.Stream;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ArchivedImage;
import dev.registryarchiver.inventory.ImageInventory;

/**
 * Finds out what archiving an image would take, and writes nothing. Safe for use by many
 * threads.
 */
public final class ArchivePlanner {

    private final ArchiveStore store;

    private final ImageInventory inventory;

    private final ImageSource source;

    private final Registry registry;

    /**
     * For the images of one registry.
     * @param store where the archives are
     * @param inventory what was archived before
     * @param source where documents come from
     * @param registry the registry as it stands in image names
     */
    public ArchivePlanner(ArchiveStore store, ImageInventory inventory, ImageSource source, Registry registry) {
        this.store = store;
        this.inventory = inventory;
        this.source = source;
        this.registry = registry;
    }

    /**
     * Plans an archive; one that is there costs no request.
     * @throws ArchiveException if the image cannot be archived
     * @throws dev.registryarchiver.image.MalformedDocumentException if a document of the
     * image cannot be read
     */
    public ArchivePlan plan(SelectedImage image) {
        return ImageArchiver.findArchived(image, this.inventory, this.store)
            .map(ArchivePlanner::nothingToDo)
            .orElseGet(() -> planNew(image));
    }

    private static ArchivePlan nothingToDo(ArchivedImage archived) {
        return new ArchivePlan(archived.path(), archived.size(), true, 0, List.of());
    }

    private ArchivePlan planNew(SelectedImage image) {
        ImageContents contents = new ImageContentsReader(image, this.source).read();
        ArchiveLayout layout = ArchiveLayout.of(new ArchiveDocuments(this.registry, image, contents).parts());
        List<Descriptor> missing = contents.parts()
            .stream()
            .flatMap((part) -> (part instanceof ArchivePart.Blob blob) ? Stream.of(blob.descriptor()) : Stream.empty())
            .filter((blob) -> !isOnDisk(blob))
            .toList();
        return new ArchivePlan(this.store.nameOf(image), layout.length(), false, contents.fetched(), missing);
    }

    private boolean isOnDisk(Descriptor blob) {
        return this.inventory.blobs(blob.digest())
            .stream()
            .anyMatch((held) -> held.size() == blob.size() && this.store.find(held.path()).isPresent());
    }

}
