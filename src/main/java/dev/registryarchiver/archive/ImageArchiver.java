package dev.registryarchiver.archive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.image.ByteCount;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.inventory.ArchivedImage;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.ImageOutcome;

/**
 * Saves one image as one tar that {@code docker load} and every OCI tool accepts. Safe
 * for use by many threads as long as no two archive the same image at the same time.
 */
public final class ImageArchiver {

    private static final Logger logger = LoggerFactory.getLogger(ImageArchiver.class);

    // Docker mounts layers as one overlay, which ends at 128 minus what it adds itself.
    private static final int MAX_MOUNTABLE_LAYERS = 125;

    // Older versions of docker count the name of the registry in.
    private static final int MAX_NAME = 255;

    private final ArchiveStore store;

    private final ImageInventory inventory;

    private final ImageSource source;

    private final Registry registry;

    private final BooleanSupplier stopping;

    private final ArchiveWriter writer;

    /**
     * An archiver of the images of one registry.
     * @param store where the archives go
     * @param inventory what was archived before
     * @param source where documents and blobs come from
     * @param registry the registry as it stands in image names
     * @param executor runs the transfers of blobs; bounded, shared by all images, and not
     * the threads that call {@link #archive(SelectedImage)}
     * @param stopping whether the run is to stop; asked for every buffer
     */
    public ImageArchiver(ArchiveStore store, ImageInventory inventory, ImageSource source, Registry registry,
            Executor executor, BooleanSupplier stopping) {
        this(store, inventory, source, registry, executor, stopping, Sleeper.real());
    }

    ImageArchiver(ArchiveStore store, ImageInventory inventory, ImageSource source, Registry registry,
            Executor executor, BooleanSupplier stopping, Sleeper sleeper) {
        this.store = store;
        this.inventory = inventory;
        this.source = source;
        this.registry = registry;
        this.stopping = stopping;
        this.writer = store.writer(new BlobOrigins(source, inventory, executor, sleeper));
    }

    /**
     * Sees to it that an image is archived. One that was archived before costs no request
     * and no write; when only the inventory was lost, its file is read, verified and
     * kept. A blob is fetched only when neither an earlier attempt, nor another archive,
     * nor another image that is being archived has it.
     * @throws ArchiveException if it could not be archived; what was fetched is kept for
     * the next attempt, unless the image itself is at fault
     * @throws dev.registryarchiver.image.MalformedDocumentException if a document of the
     * image cannot be read
     */
    public ImageOutcome archive(SelectedImage image) {
        return findArchived(image, this.inventory, this.store)
            .map((archived) -> outcome(image, archived, Transferred.NOTHING, false, List.of()))
            .orElseGet(() -> save(image));
    }

    /**
     * Deletes partial archives of images that are no longer the chosen ones.
     * @param chosen a repository with all of its chosen images
     */
    void removeSuperseded(RepositoryImages chosen) {
        int removed = this.store.removeSuperseded(chosen.repository(),
                chosen.images().stream().map(this.store::nameOf).toList());
        if (removed > 0) {
            logger.debug("Deleted {} unfinished files of {} that a newer image superseded", removed,
                    chosen.repository());
        }
    }

    /** The published archive of an image, where its file is still there. */
    static Optional<ArchivedImage> findArchived(SelectedImage image, ImageInventory inventory, ArchiveStore store) {
        return inventory.archived(image.repository(), image.root().digest())
            .filter((archived) -> store.find(archived.path())
                .filter((file) -> file.size() == archived.size())
                .isPresent());
    }

    private ImageOutcome save(SelectedImage image) {
        long started = System.nanoTime();
        checkpoint(image);
        ImageContents contents = new ImageContentsReader(image, this.source).read();
        ArchiveLayout layout = ArchiveLayout.of(new ArchiveDocuments(this.registry, image, contents).parts());
        ArchivedImage archived = new ArchivedImage(image.repository(), image.root().digest(), image.tag(),
                image.created(), this.store.nameOf(image), layout.length());
        if (isThere(image, archived, layout)) {
            record(archived, layout);
            logger.info("Kept {} ({}, {}): its file was complete", image, abbreviated(archived.root()),
                    ByteCount.of(archived.size()));
            return outcome(image, archived, Transferred.NOTHING, false, List.of());
        }
        List<String> remarks = remarks(image, contents.preferred(), contents.config());
        remarks.forEach(logger::warn);
        Transferred transferred = new Transferred(contents.fetched(), 0).plus(this.writer.write(new ArchiveOrder(image,
                archived.path(), layout, () -> checkpoint(image), () -> record(archived, layout))));
        logger.atDebug()
            .log(() -> "Saved %s (%s, %s, %d s)".formatted(image, abbreviated(archived.root()),
                    ByteCount.of(archived.size()), Duration.ofNanos(System.nanoTime() - started).toSeconds()));
        return outcome(image, archived, transferred, true, remarks);
    }

    private boolean isThere(SelectedImage image, ArchivedImage archived, ArchiveLayout layout) {
        return this.store.find(archived.path())
            .filter((file) -> new ExistingArchive(() -> this.store.open(file.name()), () -> checkpoint(image))
                .matches(layout))
            .isPresent();
    }

    /** What keeps some program from loading the archive, or from running the image. */
    private List<String> remarks(SelectedImage image, ImageManifest manifest, ImageConfig config) {
        List<String> remarks = new ArrayList<>();
        if (manifest.layers().stream().anyMatch((layer) -> MediaTypes.isZstdLayer(layer.mediaType()))) {
            remarks
                .add("%s has layers compressed with zstd; docker before 23 cannot load its archive.".formatted(image));
        }
        if (manifest.layers().size() > MAX_MOUNTABLE_LAYERS) {
            remarks.add("%s has %d layers; docker cannot run images of more than %d.".formatted(image,
                    manifest.layers().size(), MAX_MOUNTABLE_LAYERS));
        }
        if ("".equals(config.created())) {
            remarks.add("%s has an empty build time in its config; docker load refuses its archive.".formatted(image));
        }
        int nameLength = this.registry.name().length() + 1 + this.registry.qualify(image.repository()).value().length();
        if (nameLength > MAX_NAME) {
            remarks.add("The name of %s with its registry has %d characters; docker load refuses more than %d."
                .formatted(image, nameLength, MAX_NAME));
        }
        return remarks;
    }

    private void record(ArchivedImage archived, ArchiveLayout layout) {
        this.inventory.recordArchive(archived,
                layout.slots().stream().flatMap((slot) -> recordOf(archived, slot)).toList());
    }

    /** Documents too: of those not named by their digest nothing else tells it. */
    private static Stream<ArchivedBlob> recordOf(ArchivedImage archived, Slot slot) {
        if (slot.part() instanceof ArchivePart.Blob blob) {
            return Stream
                .of(new ArchivedBlob(blob.descriptor().digest(), archived.path(), slot.dataOffset(), blob.size()));
        }
        if (slot.part() instanceof ArchivePart.Document document) {
            return Stream.of(new ArchivedBlob(Digest.sha256(document.content()), archived.path(), slot.dataOffset(),
                    document.size()));
        }
        return Stream.empty();
    }

    private void checkpoint(SelectedImage image) {
        if (this.stopping.getAsBoolean()) {
            throw new RunStoppedException(image);
        }
    }

    private static String abbreviated(Digest digest) {
        return digest.algorithm() + ":" + digest.abbreviated();
    }

    private static ImageOutcome outcome(SelectedImage image, ArchivedImage archived, Transferred transferred,
            boolean saved, List<String> remarks) {
        return new ImageOutcome(image.tag().value(), archived.root(), image.platform().toString(), image.created(),
                image.reason(), archived.path(), archived.size(), transferred.fetched(), transferred.reused(), saved,
                remarks);
    }

}
