package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links {@code newest.tar} beside the archives of each repository, where there is one
 * newest image, and archives are in a directory that knows links. A repository may itself
 * be called {@code newest.tar}, and then its folder goes before the link of the
 * repository above it.
 */
public final class NewestLinks {

    private static final Logger logger = LoggerFactory.getLogger(NewestLinks.class);

    private static final String NAME = "newest.tar";

    // No repository starts with a dot.
    private static final String UNFINISHED = ".newest.tar";

    private final ArchiveStore store;

    private final boolean wanted;

    /**
     * @param wanted whether one image of a repository is the newest; with several
     * platforms several are
     */
    public NewestLinks(ArchiveStore store, boolean wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /**
     * Makes the link beside an archive point to it. What is there and no link of ours is
     * left alone.
     * @param name the newest archive of its repository, from {@link ArchiveStore#nameOf}
     */
    public void update(String name) {
        if (this.store instanceof DirectoryArchiveStore directory && directory.find(name).isPresent()) {
            Path archive = directory.resolve(name);
            try {
                update(archive.resolveSibling(NAME), archive.getFileName());
            }
            catch (IOException | UnsupportedOperationException ex) {
                logger.debug("There is no link to {}", archive, ex);
            }
        }
    }

    private void update(Path link, Path target) throws IOException {
        boolean taken = Files.exists(link, LinkOption.NOFOLLOW_LINKS);
        if (taken && (!isOurs(link) || (this.wanted && Files.readSymbolicLink(link).equals(target)))) {
            return;
        }
        if (this.wanted) {
            Path unfinished = link.resolveSibling(UNFINISHED);
            Files.deleteIfExists(unfinished);
            Files.createSymbolicLink(unfinished, target);
            Files.move(unfinished, link, StandardCopyOption.ATOMIC_MOVE);
        }
        else if (taken) {
            Files.delete(link);
        }
    }

    /** Deletes the link beside an archive that is no longer there, if it points to it. */
    static void removeDangling(Path archive) throws IOException {
        Path link = archive.resolveSibling(NAME);
        if (isOurs(link) && Files.readSymbolicLink(link).equals(archive.getFileName())) {
            Files.delete(link);
        }
    }

    /** Deletes links that are in the way of a folder that an archive needs. */
    static void makeWay(Path directory, Path archive) {
        for (Path folder = archive.resolveSibling(""); folder.startsWith(directory)
                && !folder.equals(directory); folder = folder.resolveSibling("")) {
            try {
                if (NAME.equals(String.valueOf(folder.getFileName())) && isOurs(folder)) {
                    Files.delete(folder);
                }
            }
            catch (IOException ex) {
                // Then the folder cannot be created, which is told with its reason.
                logger.debug("The link {} cannot be deleted", folder, ex);
            }
        }
    }

    private static boolean isOurs(Path link) throws IOException {
        if (!Files.isSymbolicLink(link)) {
            return false;
        }
        Path target = Files.readSymbolicLink(link);
        return !target.isAbsolute() && target.getNameCount() == 1 && target.toString().endsWith(".tar");
    }

}
