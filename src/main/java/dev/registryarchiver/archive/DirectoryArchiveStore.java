package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.function.SingletonSupplier;

import dev.registryarchiver.archive.DirectoryUnusableException.Problem;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;

/** A directory of archives on a disk. */
public final class DirectoryArchiveStore extends ArchiveStore {

    private static final Logger logger = LoggerFactory.getLogger(DirectoryArchiveStore.class);

    private static final Pattern PUBLISHED = Pattern.compile("\\.tar$");

    private static final Pattern UNFINISHED = Pattern.compile("\\.tar\\.partial(\\.progress)?$");

    private final Path directory;

    private final DiskRoom room = new DiskRoom();

    private final Supplier<BlockSharing> sharing;

    // What tells the directory from another one that takes its place, once an archive was
    // begun.
    private final AtomicReference<@Nullable Object> known = new AtomicReference<>();

    /** A store in a directory, which is created when the first archive is begun. */
    public DirectoryArchiveStore(Path directory) {
        this(directory, SingletonSupplier.of(() -> BlockSharing.in(directory)));
    }

    /**
     * The same.
     * @param sharing how its files may share blocks; asked when it exists
     */
    DirectoryArchiveStore(Path directory, Supplier<BlockSharing> sharing) {
        this.sharing = sharing;
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return this.directory.toString();
    }

    /** The directory, absolute. */
    Path directory() {
        return this.directory;
    }

    @Override
    public void forEachArchive(Registry registry, Consumer<FoundArchive> consumer) {
        for (Path file : findFiles(PUBLISHED, this.directory.resolve("."), Integer.MAX_VALUE).keySet()) {
            FoundArchive.read(this, relative(file), registry).ifPresent(consumer);
        }
    }

    /** Name of a file below the directory, with forward slashes. */
    private String relative(Path file) {
        return StreamSupport.stream(this.directory.relativize(file).spliterator(), false)
            .map(Path::toString)
            .collect(Collectors.joining("/"));
    }

    @Override
    public Optional<ArchiveFile> find(String name) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(resolve(name), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(file(name, attributes)) : Optional.empty();
        }
        catch (IOException ex) {
            // What cannot be looked at is of no use.
            return Optional.empty();
        }
    }

    @Override
    ArchiveBytes open(String name) throws IOException {
        return ArchiveBytes.open(resolve(name));
    }

    @Override
    List<ArchiveFile> list() throws IOException {
        if (!Files.isDirectory(this.directory)) {
            throw new NoSuchFileException(this.directory.toString());
        }
        List<ArchiveFile> found = new ArrayList<>();
        Path root = this.directory.toRealPath();
        new FileWalk(PUBLISHED).hiddenFoldersLeftOut()
            .forEach(root, (file, attributes) -> found
                .add(file(root.relativize(file).toString().replace('\\', '/'), attributes)));
        found.sort(Comparator.comparing(ArchiveFile::name));
        return found;
    }

    private static ArchiveFile file(String name, BasicFileAttributes attributes) {
        return new ArchiveFile(name, attributes.size(), attributes.lastModifiedTime().toInstant());
    }

    @Override
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

    @Override
    public OptionalLong checkWritable() {
        Path existing = this.directory;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.delete(Files.createTempFile(existing, ".checkup-", ".tmp"));
            return OptionalLong.of(Files.getFileStore(existing).getUsableSpace());
        }
        catch (IOException ex) {
            throw existing.equals(this.directory) ? DirectoryUnusableException.from(this.directory, ex)
                    : new DirectoryUnusableException(this.directory, Problem.NOT_CREATED, ex);
        }
    }

    @Override
    boolean mayChange() {
        return Files.isWritable(this.directory);
    }

    @Override
    String locationOf(String name) {
        return resolve(name).toString();
    }

    @Override
    Optional<String> readNote(String name) throws IOException {
        Path note = resolve(name);
        return Files.isRegularFile(note) ? Optional.of(Files.readString(note)) : Optional.empty();
    }

    @Override
    void writeNote(String name, String content) throws IOException {
        Path note = resolve(name);
        Path folder = Files.createDirectories(note.resolveSibling(""));
        // A name of its own, because shards may write it at the same time.
        Path unfinished = folder.resolve("%s-%s.partial".formatted(note.getFileName(), UUID.randomUUID()));
        Files.writeString(unfinished, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        Files.move(unfinished, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DirectorySync.sync(folder);
    }

    @Override
    ArchiveWriter writer(BlobOrigins origins) {
        return new DirectoryArchiveWriter(this, origins);
    }

    @Override
    boolean isGone(String name) {
        return Files.notExists(resolve(name));
    }

    @Override
    void delete(String name) throws IOException {
        Path file = resolve(name);
        Files.deleteIfExists(file);
        DirectorySync.sync(file.resolveSibling(""));
    }

    @Override
    String setAside(String name) throws IOException {
        Path file = resolve(name);
        Path aside = file.resolveSibling(file.getFileName() + ArchiveName.DAMAGED_SUFFIX);
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        NewestLinks.removeDangling(file);
        return aside.toString();
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
        return PartialArchive.begin(this.directory, target, layout, this.room, this.sharing.get());
    }

    @Override
    public int removeOrphans(Predicate<RepositoryName> needed, Instant since) {
        return remove(this.directory.resolve("."), Integer.MAX_VALUE,
                (file, modified) -> repositoryOf(file)
                    .filter((repository) -> !needed.test(repository) || modified.isBefore(since))
                    .isPresent());
    }

    @Override
    int removeSuperseded(RepositoryName repository, Collection<String> names) {
        Set<Path> kept = names.stream().map(this::resolve).collect(Collectors.toSet());
        return remove(resolve(ArchiveName.folder(repository)), 1, (file, modified) -> !kept.contains(targetOf(file)));
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

    private Optional<RepositoryName> repositoryOf(Path file) {
        return ArchiveName.repository(relative(file.resolveSibling("").normalize()));
    }

    /** The file of that name, whether or not it exists. */
    Path resolve(String name) {
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
            // Not its inode, which some network file systems give anew, and not a
            // FileStore, which reads the list of all mounts to be found.
            return Files.getAttribute(this.directory, "unix:dev");
        }
        catch (IOException | UnsupportedOperationException ex) {
            // Not there, or not Unix, where nothing is left of a disk that is gone.
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
            new FileWalk(name).noDeeperThan(depth)
                .forEach(folder,
                        (file, attributes) -> found.put(file.normalize(), attributes.lastModifiedTime().toInstant()));
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
