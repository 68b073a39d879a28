package dev.registryarchiver.job;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.ArchiveNote;
import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.inventory.ArchivedImage;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.registry.RegistryClient;

/**
 * The one registry whose archives a directory holds, kept as its address in a note beside
 * them. Repositories of two registries have the same names, and so the same folders and
 * the same rows of the state; each would take the other's archives for its own former
 * ones.
 * <p>
 * A registry may move: another scheme is no other registry, and at another host, port or
 * path it is known by having most of the images that were archived last, asked for by
 * digest.
 */
final class DirectoryOwner {

    private static final Logger logger = LoggerFactory.getLogger(DirectoryOwner.class);

    // So many tell; more would only cost requests.
    private static final int MAX_SAMPLES = 20;

    private final Registry registry;

    private final RegistryClient client;

    private final ImageInventory inventory;

    private final ArchiveStore store;

    private final ArchiveNote note;

    /**
     * @param registry the registry of this run
     */
    DirectoryOwner(Registry registry, RegistryClient client, ImageInventory inventory, ArchiveStore store) {
        this.registry = registry;
        this.client = client;
        this.inventory = inventory;
        this.store = store;
        this.note = store.note("registry");
    }

    /**
     * Makes sure that the archives are of this registry, and notes that.
     * @param registryOfLastRun address of the registry of the last run, for directories
     * older than the file
     * @throws UsageException if they are of another
     */
    void claim(@Nullable String registryOfLastRun) {
        Optional<String> noted = this.note.read();
        Optional<String> owner = noted.or(() -> Optional.ofNullable(registryOfLastRun));
        if (owner.isPresent() && !isSameAddress(owner.get()) && !holdsTheArchivedImages()) {
            throw new UsageException(
                    ("The archive directory holds archives of %s, and %s does not have those images. Use another "
                            + "archive.directory for it. If it is the same registry at a new address, write that address into %s.")
                        .formatted(Printable.of(owner.get()), this.registry.url(), this.note.location()));
        }
        if (noted.isEmpty() || !noted.get().equals(this.registry.url())) {
            owner.filter((former) -> !isSameAddress(former))
                .ifPresent((former) -> logger.info("{} has the images of {}; the archives are kept",
                        this.registry.url(), Printable.of(former)));
            this.note.write(this.registry.url());
        }
    }

    private boolean isSameAddress(String owner) {
        return withoutScheme(owner).equals(withoutScheme(this.registry.url()));
    }

    private static String withoutScheme(String url) {
        return url.replaceFirst("^https?://", "");
    }

    private boolean holdsTheArchivedImages() {
        List<ArchivedImage> samples = this.inventory.newestArchives(MAX_SAMPLES);
        long held = samples.stream()
            .filter((archive) -> this.client.hasManifest(archive.repository(), archive.root()))
            .count();
        return samples.isEmpty() ? this.store.isEmpty() : held * 2 > samples.size();
    }

}
