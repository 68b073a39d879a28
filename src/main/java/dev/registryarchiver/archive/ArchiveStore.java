package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.registryarchiver.archive.DirectoryUnusableException.Problem;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.SelectedImage;

/**
 * The directory of archives. Nothing in it that ends in {@code .tar} is ever incomplete.
 * Safe for use by many threads of the one process that holds the job's state.
 */
public final class ArchiveStore {

    private static final String PARTIAL = ".tar" + PartialArchive.SUFFIX;

    private static final DateTimeFormatter CREATED = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
        .withZone(ZoneOffset.UTC);

    // Names of devices on Windows, with or without something behind a dot.
    private static final Pattern DEVICE = Pattern.compile("^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?$");

    private final Path directory;

    private final DiskRoom room = new DiskRoom();

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
     * has at most 128 characters, so a file name has at most 170 bytes, {@code .partial}
     * included, and fits every file system.
     */
    public String nameOf(SelectedImage image) {
        String created = (image.created() != null) ? CREATED.format(image.created()) : "undated";
        return "%s/%s_%s_%s.tar".formatted(folder(image.repository()), image.tag(), created,
                image.root().digest().abbreviated());
    }

    /** The file of a published archive, where there is one. */
    public Optional<Path> find(String name) {
        return Optional.of(resolve(name)).filter((file) -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Begins an archive with its full length.
     * @param name from {@link #nameOf(SelectedImage)}
     * @throws DiskFullException if the disk has less room than {@code length} bytes
     * @throws DirectoryUnusableException if the directory cannot be created or written to
     */
    PartialArchive begin(String name, long length) {
        Path target = resolve(name);
        createDirectories(target.resolveSibling(""));
        return PartialArchive.create(this.directory, target, length, this.room);
    }

    /**
     * Deletes what a killed process left unfinished. Only for the process that holds the
     * job's state, before it begins an archive.
     * @return how many files were deleted
     */
    public int removeOrphans() {
        try {
            List<Path> orphans = findOrphans();
            for (Path orphan : orphans) {
                Files.deleteIfExists(orphan);
            }
            return orphans.size();
        }
        catch (NoSuchFileException ex) {
            // No directory yet, no orphans.
            return 0;
        }
        catch (IOException ex) {
            throw DirectoryUnusableException.from(this.directory, ex);
        }
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

    private Path resolve(String name) {
        Path path = this.directory.resolve(name).normalize();
        if (!path.startsWith(this.directory) || path.equals(this.directory)) {
            throw new IllegalArgumentException("'%s' is no file below %s".formatted(name, this.directory));
        }
        return path;
    }

    private void createDirectories(Path folder) {
        if (!Files.isDirectory(this.directory)) {
            try {
                Files.createDirectories(this.directory);
            }
            catch (IOException ex) {
                throw new DirectoryUnusableException(this.directory, Problem.NOT_CREATED, ex);
            }
        }
        try {
            Files.createDirectories(folder);
        }
        catch (IOException ex) {
            throw DirectoryUnusableException.from(this.directory, ex);
        }
    }

    private List<Path> findOrphans() throws IOException {
        List<Path> orphans = new ArrayList<>();
        // The directory itself may be a link; nothing below it is followed.
        Files.walkFileTree(this.directory.toRealPath(), new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && file.getFileName().toString().endsWith(PARTIAL)) {
                    orphans.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException ex) {
                // What cannot be read (lost+found) was not written by us.
                return FileVisitResult.CONTINUE;
            }

        });
        return orphans;
    }

}
