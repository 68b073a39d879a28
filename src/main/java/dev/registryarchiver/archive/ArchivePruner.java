package dev.registryarchiver.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.RetentionPolicy.Kept;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.ArchivedImage;
import dev.registryarchiver.inventory.ImageInventory;

/**
 * Deletes archives that enough newer ones have taken the place of. Only what the
 * inventory knows and what still has the length it was written with is ever deleted or
 * counted. The file goes before its rows: rows without a file are forgotten by the next
 * run, a file without rows would stay for ever. To be used when nobody copies blobs out
 * of archives.
 */
public final class ArchivePruner {

    private static final Logger logger = LoggerFactory.getLogger(ArchivePruner.class);

    private final ArchiveStore store;

    private final ImageInventory inventory;

    private final int keep;

    /**
     * @param keep archives kept of each repository and platform, at least 1
     */
    public ArchivePruner(ArchiveStore store, ImageInventory inventory, int keep) {
        this.store = store;
        this.inventory = inventory;
        this.keep = keep;
    }

    /**
     * Deletes what a repository no longer needs.
     * @param chosen names of the archives of the images that the run chose, all of them
     * published; these are kept whatever else there is
     * @return what was deleted; nothing when one of the chosen is no longer there
     */
    public Pruned prune(RepositoryName repository, Set<String> chosen) {
        List<ArchivedImage> known = this.inventory.archives(repository);
        List<ArchivedImage> whole = known.stream().filter(this::isWhole).toList();
        Set<String> names = new HashSet<>(whole.stream().map(ArchivedImage::path).toList());
        if (chosen.isEmpty() || !names.containsAll(chosen)) {
            return Pruned.NOTHING;
        }
        known.stream()
            .filter((archive) -> this.store.isGone(archive.path()))
            .forEach((archive) -> this.inventory.forgetArchive(archive.path()));
        if (whole.size() <= this.keep || names.size() <= chosen.size()) {
            return Pruned.NOTHING;
        }
        return prune(whole, chosen);
    }

    private Pruned prune(List<ArchivedImage> whole, Set<String> chosen) {
        Map<String, List<Kept>> platforms = new HashMap<>();
        for (ArchivedImage archive : whole) {
            platform(archive).ifPresent((platform) -> platforms.computeIfAbsent(platform, (key) -> new ArrayList<>())
                .add(kept(archive, chosen.contains(archive.path()))));
        }
        RetentionPolicy policy = new RetentionPolicy(this.keep);
        return platforms.values()
            .stream()
            .flatMap((archives) -> policy.expendable(archives).stream())
            .map(this::delete)
            .reduce(Pruned.NOTHING, Pruned::plus);
    }

    private boolean isWhole(ArchivedImage archive) {
        return this.store.find(archive.path()).filter((file) -> file.size() == archive.size()).isPresent();
    }

    /**
     * What an archive says that it runs on; one that says nothing neither counts nor
     * goes.
     */
    private Optional<String> platform(ArchivedImage archive) {
        try (StoredArchive stored = StoredArchive.open(() -> this.store.open(archive.path()))) {
            StoredImage image = new StoredImageReader(stored).read();
            return Optional.of(image.wholeIndex() ? "all" : image.preferred().config().platform().toString());
        }
        catch (IOException ex) {
            logger.warn("{} is neither deleted nor counted as an archive: {}. The command verify tells more",
                    archive.path(), ex.getMessage());
            return Optional.empty();
        }
    }

    private Kept kept(ArchivedImage archive, boolean chosen) {
        Instant archived = this.store.find(archive.path()).map(ArchiveFile::modified).orElse(Instant.EPOCH);
        return new Kept(archive.path(), archive.created(), archived, chosen, archive.size());
    }

    private Pruned delete(Kept archive) {
        try {
            this.store.delete(archive.name());
        }
        catch (IOException ex) {
            logger.warn("Cannot delete {}, which newer archives have taken the place of: {}", archive.name(),
                    ex.toString());
            return Pruned.NOTHING;
        }
        this.inventory.forgetArchive(archive.name());
        logger.info("Deleted {}: newer archives have taken its place", archive.name());
        return new Pruned(1, archive.size());
    }

    /**
     * What was deleted.
     *
     * @param archives number of files
     * @param bytes their lengths together
     */
    public record Pruned(long archives, long bytes) {

        public static final Pruned NOTHING = new Pruned(0, 0);

        public Pruned plus(Pruned more) {
            return new Pruned(this.archives + more.archives, this.bytes + more.bytes);
        }

    }

}
