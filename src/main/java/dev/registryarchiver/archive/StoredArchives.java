package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.ArchiveTotals;

/** The published archives in their place, whoever remembers them. */
public final class StoredArchives {

    private static final Logger logger = LoggerFactory.getLogger(StoredArchives.class);

    private final ArchiveStore store;

    public StoredArchives(ArchiveStore store) {
        this.store = store;
    }

    /** Where they are, for a person. */
    public String location() {
        return this.store.location();
    }

    /**
     * Names of all files that end in {@code .tar}, relative to their place, with forward
     * slashes, in order. Links are left out, and so are hidden directories: no repository
     * has such a name.
     * @throws NoSuchFileException if there is no such place
     */
    public List<String> names() throws IOException {
        return this.store.list().stream().map(ArchiveFile::name).toList();
    }

    /** What is there now, as it can be seen. */
    public ArchiveTotals totals() {
        try {
            List<ArchiveFile> archives = this.store.list();
            return new ArchiveTotals(archives.size(), archives.stream().mapToLong(ArchiveFile::size).sum());
        }
        catch (NoSuchFileException ex) {
            return new ArchiveTotals(0, 0);
        }
        catch (IOException | BucketException ex) {
            logger.warn("Cannot sum up what {} holds: {}", this.store.location(), ex.toString());
            return new ArchiveTotals(0, 0);
        }
    }

    /** Whether an archive has such a name as {@link ArchiveStore#nameOf} gives. */
    public static boolean isNamedAsOurs(String name) {
        return ArchiveName.isOurs(name);
    }

    /**
     * The name of a file among them, links resolved; of any other file, empty.
     */
    public String nameOf(Path file) throws IOException {
        if (!(this.store instanceof DirectoryArchiveStore directory)) {
            return "";
        }
        Path root = Files.exists(directory.directory()) ? directory.directory().toRealPath() : directory.directory();
        Path real = file.toRealPath();
        return real.startsWith(root) ? root.relativize(real).toString().replace('\\', '/') : "";
    }

    /**
     * The name of an archive that is in a bucket, with or without the place of all
     * archives before it; empty where there is none.
     */
    public Optional<String> nameInBucket(String named) {
        String place = this.store.location() + "/";
        String name = named.startsWith(place) ? named.substring(place.length()) : named;
        return Optional.of(name)
            .filter((candidate) -> this.store instanceof BucketArchiveStore && this.store.find(candidate).isPresent());
    }

    /** Opens an archive of that name. */
    public ArchiveOpening opening(String name) {
        return () -> this.store.open(name);
    }

    /** Whether this user may set archives aside, as far as that can be known. */
    public boolean mayChange() {
        return this.store.mayChange();
    }

    /**
     * Renames a damaged archive, so that nothing that ends in {@code .tar} is wrong.
     * @return its new place, for a person; an earlier one of that name is gone
     */
    public String setAside(String name) throws IOException {
        return this.store.setAside(name);
    }

}
