package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.DirectoryUnusableException.Problem;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;

/**
 * The directory of archives. Nothing in it that ends in {@code .tar} is ever incomplete.
 * Safe for use by many threads of the one process that holds the job's state.
 */
public final class ArchiveStore {

    private static final Logger logger = LoggerFactory.getLogger(ArchiveStore.class);

    private static final Pattern PUBLISHED = Pattern.compile("\\.tar$");

    private static final Pattern UNFINISHED = Pattern.compile("\\.tar\\.partial(\\.progress)?$");

    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);

    // Names of devices on Windows, with or without something behind a dot.
    private static final Pattern DEVICE = Pattern.compile("^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?$");

    private static final Pattern ESCAPED_DEVICE = Pattern.compile("^(con|prn|aux|nul|com[0-9]|lpt[0-9])_(\\..*)?$");

    private final Path directory;

    private final DiskRoom room = new DiskRoom();

    // What tells the directory from another one that takes its place, once an archive was
    // begun.
    private final AtomicReference<@Nullable Object> known = new AtomicReference<>();

    /** A store in a directory, which is created when the first archive is begun. */
    public ArchiveStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The directory, absolute. */
    public Path directory() {
        return this.directory;
    }

    /**
     * The name of an image's archive: path relative to the directory, with forward
     * slashes, such as {@code team/api/1.10.0_20260102T030405Z_3f2a9c81d0be.tar}. A tag
     * has at most 128 characters, so a file name has at most 179 bytes,
     * {@code .partial.progress} included, and fits every file system.
     */
    public String nameOf(SelectedImage image) {
        return nameOf(image.repository(), image.tag(), image.created(), image.root().digest());
    }

    String nameOf(RepositoryName repository, Tag tag, @Nullable Instant created, Digest root) {
        return "%s/%s_%s_%s.tar".formatted(folder(repository), tag,
                (created != null) ? CREATED.format(created) : "undated", root.abbreviated());
    }

    /**
     * Reads what every published archive says of itself, one after the other. Files that
     * are no archives of this program are passed over.
     * @param registry the registry whose images are looked for
     */
    public void forEachArchive(Registry registry, Consumer<FoundArchive> consumer) {
        for (Path file : findFiles(PUBLISHED, this.directory.resolve("."), Integer.MAX_VALUE).keySet()) {
            FoundArchive.read(this, file, registry).ifPresent(consumer);
        }
    }

    /** Name of a file below the directory, with forward slashes. */
    String relative(Path file) {
        return StreamSupport.stream(this.directory.relativize(file).spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    }

    /** The file of a published archive, where there is one. */
    public Optional<Path> find(String name) {
        return Optional.of(resolve(name)).filter((file) -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether there is no archive at all, whoever wrote it. */
    public boolean isEmpty() {
        try (Stream<Path> files = Files.find(this.directory.resolve("."), Integer.MAX_VALUE,
                (file, attributes) -> attributes.isRegularFile() && file.toString().endsWith(".tar"))) {
            return files.findAny().isEmpty();
        }
        catch (NoSuchFileException ex) {
            return true;
        }
        catch (IOException | UncheckedIOException ex) {
            // What cannot be looked at may hold some.
            return false;
        }
    }

    /**
     * Makes sure that archives could be written, and leaves nothing behind.
     * @return bytes of room on the disk
     * @throws DirectoryUnusableException if they could not
     */
    public long checkWritable() {
        Path existing = this.directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.delete(Files.createTempFile(existing, ".checkup-", ".tmp"));
            return Files.getFileStore(existing).getUsableSpace();
        }
        catch (IOException ex) {
            throw existing.equals(this.directory) ? DirectoryUnusableException.from(this.directory, ex)
                    : new DirectoryUnusableException(this.directory, Problem.NOT_CREATED, ex);
        }
    }

    /**
     * Begins an archive with its full length, or continues what an earlier attempt left
     * of it.
     * @param name from {@link #nameOf(SelectedImage)}
     * @throws DiskFullException if the disk has less room than is missing
     * @throws DirectoryUnusableException if the directory cannot be created or written to
     */
    PartialArchive begin(String name, ArchiveLayout layout) {
        Path target = resolve(name);
        refuseAnother();
        createDirectory();
        NewestLinks.makeWay(this.directory, target);
        this.known.compareAndSet(null, identity());
        return PartialArchive.begin(this.directory, target, layout, this.room);
    }

    /**
     * Deletes what was left unfinished and nobody is going to continue. Only for the
     * process that holds the job's state, once every repository was worked on.
     * @param needed whether somebody is still going to work on a repository; what that
     * has is kept
     * @param since what is needed is deleted too when nobody worked on it since then
     * @return how many files were deleted
     */
    public int removeOrphans(Predicate<RepositoryName> needed, Instant since) {
        return remove(this.directory.resolve("."), Integer.MAX_VALUE,
                (file, modified) -> repositoryOf(file)
                    .filter((repository) -> !needed.test(repository) || modified.isBefore(since))
                    .isPresent());
    }

    /**
     * Deletes what was left unfinished of images that are no longer the chosen ones of
     * their repository. Otherwise a repository that fails every night would keep a
     * partial archive of each.
     * @param names from {@link #nameOf(SelectedImage)}, all of the repository
     * @return how many files were deleted
     */
    int removeSuperseded(RepositoryName repository, Collection<String> names) {
        Set<Path> kept = names.stream().map(this::resolve).collect(Collectors.toSet());
        return remove(resolve(folder(repository)), 1, (file, modified) -> !kept.contains(targetOf(file)));
    }

    private static Path targetOf(Path unfinished) {
        String name = UNFINISHED.matcher(unfinished.getFileName().toString()).replaceFirst(".tar");
        return unfinished.resolveSibling(name);
    }

    private int remove(Path folder, int depth, BiPredicate<Path, Instant> condition) {
        int removed = 0;
        for (Map.Entry<Path, Instant> file : findFiles(UNFINISHED, folder, depth).entrySet()) {
            if (condition.test(file.getKey(), file.getValue()) && remove(file.getKey())) {
                removed++;
            }
        }
        return removed;
    }

    /**
     * Device names get an underscore, which no repository name can have there, so two
     * repositories never share a folder.
     */
    private static String folder(RepositoryName repository) {
        return Arrays.stream(repository.value().split("/"))
            .map((segment) -> DEVICE.matcher(segment).replaceFirst("$1_$2"))
            .collect(Collectors.joining("/"));
    }

    private Optional<RepositoryName> repositoryOf(Path file) {
        Path folder = this.directory.relativize(file.resolveSibling("").normalize());
        String name = StreamSupport.stream(folder.spliterator(), false)
            .map((segment) -> ESCAPED_DEVICE.matcher(segment.toString()).replaceFirst("$1$2"))
            .collect(Collectors.joining("/"));
        return Optional.of(name).filter(RepositoryName::isValid).map(RepositoryName::of);
    }

    private Path resolve(String name) {
        Path path = this.directory.resolve(name).normalize();
        if (!path.startsWith(this.directory) || path.equals(this.directory)) {
            throw new IllegalArgumentException("'%s' is no file below %s".formatted(name, this.directory));
        }
        return path;
    }

    /** A disk that was unmounted leaves an empty directory, which must not be filled. */
    private void refuseAnother() {
        Object before = this.known.get();
        if (before != null && !before.equals(identity())) {
            throw new DirectoryUnusableException(this.directory, Problem.VANISHED,
                    new NoSuchFileException(this.directory.toString()));
        }
    }

    private @Nullable Object identity() {
        try {
            // Not its inode, which some network file systems give anew.
            return Files.getFileStore(this.directory);
        }
        catch (IOException ex) {
            return null;
        }
    }

    private void createDirectory() {
        if (!Files.isDirectory(this.directory)) {
            try {
                Files.createDirectories(this.directory);
            }
            catch (IOException ex) {
                throw new DirectoryUnusableException(this.directory, Problem.NOT_CREATED, ex);
            }
        }
    }

    private Map<Path, Instant> findFiles(Pattern name, Path folder, int depth) {
        Map<Path, Instant> found = new LinkedHashMap<>();
        try {
            // The directory itself may be a link; nothing below it is followed.
            Files.walkFileTree(folder, Set.of(), depth, new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && name.matcher(file.getFileName().toString()).find()) {
                        found.put(file.normalize(), attributes.lastModifiedTime().toInstant());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException ex) {
                    // What cannot be read (lost+found) was not written by us, and no
                    // directory yet means nothing there.
                    return FileVisitResult.CONTINUE;
                }

            });
        }
        catch (IOException ex) {
            logger.warn("Cannot look for archives in {}: {}", this.directory, ex.toString());
        }
        return found;
    }

    private static boolean remove(Path file) {
        try {
            return Files.deleteIfExists(file);
        }
        catch (IOException ex) {
            logger.warn("Cannot delete the unfinished {}, which is no longer needed: {}", file, ex.toString());
            return false;
        }
    }

}
