package dev.registryarchiver.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;

/**
 * The place of all archives. Nothing in it that ends in {@code .tar} is ever incomplete.
 * Safe for use by many threads of the one process that holds the job's state.
 */
public abstract sealed class ArchiveStore permits DirectoryArchiveStore, BucketArchiveStore {

    ArchiveStore() {
    }

    /** Where it is, for a person. */
    public abstract String location();

    /**
     * The name of an image's archive: path relative to the place of all archives, with
     * forward slashes, such as {@code team/api/1.10.0_20260102T030405Z_3f2a9c81d0be.tar}.
     */
    public final String nameOf(SelectedImage image) {
        return ArchiveName.of(image.repository(), image.tag(), image.created(), image.root().digest());
    }

    /** A published archive, where there is one. */
    public abstract Optional<ArchiveFile> find(String name);

    /**
     * Opens a published archive.
     * @throws java.nio.file.NoSuchFileException if there is none of that name
     */
    abstract ArchiveBytes open(String name) throws IOException;

    /**
     * All files that end in {@code .tar}, in the order of their names, whoever wrote
     * them. Links and hidden directories are left out: no repository has such a name.
     * @throws java.nio.file.NoSuchFileException if there is no such place
     */
    abstract List<ArchiveFile> list() throws IOException;

    /** Whether there is no archive at all, whoever wrote it. */
    public abstract boolean isEmpty();

    /**
     * Reads what every published archive says of itself, one after the other. Files that
     * are no archives of this program are passed over.
     * @param registry the registry whose images are looked for
     */
    public abstract void forEachArchive(Registry registry, Consumer<FoundArchive> consumer);

    /**
     * Makes sure that archives could be written, and leaves nothing behind.
     * @return bytes of room, where there is a limit
     * @throws ArchiveException if they could not
     */
    public abstract OptionalLong checkWritable();

    /** Whether this user may rename and delete archives, as far as that can be known. */
    abstract boolean mayChange();

    /**
     * What is noted of all archives under a name.
     * @param name relative, with forward slashes, such as {@code registry}
     */
    public final ArchiveNote note(String name) {
        return new ArchiveNote(this, name);
    }

    /** Where something of this name is or would be, for a person. */
    abstract String locationOf(String name);

    abstract Optional<String> readNote(String name) throws IOException;

    /** Writes it in place of an earlier one, all at once, so that it stays. */
    abstract void writeNote(String name, String content) throws IOException;

    /** What writes archives into this place. */
    abstract ArchiveWriter writer(BlobOrigins origins);

    /** Whether an archive is certainly no longer there. */
    abstract boolean isGone(String name);

    /** Deletes an archive for good; nothing happens when there is none. */
    abstract void delete(String name) throws IOException;

    /**
     * Renames a damaged archive, so that nothing that ends in {@code .tar} is wrong.
     * @return its new place, for a person; an earlier one of that name is gone
     */
    abstract String setAside(String name) throws IOException;

    /**
     * Deletes what was left unfinished and nobody is going to continue. Only for the
     * process that holds the job's state, once every repository was worked on.
     * @param needed whether somebody is still going to work on a repository; what that
     * has is kept
     * @param since what is needed is deleted too when nobody worked on it since then
     * @return how many unfinished archives or notes about them were deleted
     */
    public abstract int removeOrphans(Predicate<RepositoryName> needed, Instant since);

    /**
     * Deletes what was left unfinished of images that are no longer the chosen ones of
     * their repository. Otherwise a repository that fails every night would keep an
     * unfinished archive of each.
     * @param names from {@link #nameOf(SelectedImage)}, all of the repository
     * @return how many unfinished archives or notes about them were deleted
     */
    abstract int removeSuperseded(RepositoryName repository, Collection<String> names);

}
