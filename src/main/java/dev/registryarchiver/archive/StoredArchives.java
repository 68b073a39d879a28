package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.ArchiveTotals;

/** The published archives in the directory, whoever remembers them. */
public final class StoredArchives {

    private static final Logger logger = LoggerFactory.getLogger(StoredArchives.class);

    private static final String SUFFIX = ".tar";

    private static final String DAMAGED_SUFFIX = ".damaged";

    private static final Pattern OURS = Pattern
        .compile("(.+/)\\w[\\w.-]{0,127}_([+-]?\\d{8,}T\\d{6}Z|undated)_[0-9a-f]{12}\\.tar");

    private final Path directory;

    public StoredArchives(ArchiveStore store) {
        this.directory = store.directory();
    }

    /**
     * Names of all files that end in {@code .tar}, relative to the directory, with
     * forward slashes, in order. Links are left out, and so are hidden directories: no
     * repository has such a name.
     */
    public List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        // The directory itself may be a link; nothing below it is followed.
        Path root = this.directory.toRealPath();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean hidden = !folder.equals(root) && folder.getFileName().toString().startsWith(".");
                return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && file.getFileName().toString().endsWith(SUFFIX)) {
                    names.add(nameOf(root, file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException ex) {
                // What cannot be read (lost+found) was not written by us.
                return FileVisitResult.CONTINUE;
            }

        });
        Collections.sort(names);
        return names;
    }

    /** What the directory holds, as it is on the disk. */
    public ArchiveTotals totals() {
        long archives = 0;
        long bytes = 0;
        try {
            for (String name : Files.isDirectory(this.directory) ? names() : List.<String>of()) {
                bytes += Files.size(file(name));
                archives++;
            }
        }
        catch (IOException ex) {
            logger.warn("Cannot sum up what {} holds: {}", this.directory, ex.toString());
        }
        return new ArchiveTotals(archives, bytes);
    }

    /** Whether a file has such a name as {@link ArchiveStore#nameOf} gives. */
    public static boolean isNamedAsOurs(String name) {
        return OURS.matcher(name).matches();
    }

    /**
     * The name of a file below the directory, links resolved; of any other file, empty.
     */
    public String nameOf(Path file) throws IOException {
        Path root = Files.exists(this.directory) ? this.directory.toRealPath() : this.directory;
        Path real = file.toRealPath();
        return real.startsWith(root) ? nameOf(root, real) : "";
    }

    /** The file of that name, whether or not it exists. */
    public Path file(String name) {
        return this.directory.resolve(name);
    }

    /** Whether there is a file of that name. */
    public boolean has(String name) {
        return Files.isRegularFile(file(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Renames a damaged archive, so that nothing that ends in {@code .tar} is wrong.
     * @return its new file, in place of an earlier one of that name
     */
    public Path setAside(String name) throws IOException {
        Path file = file(name);
        Path aside = file.resolveSibling(file.getFileName() + DAMAGED_SUFFIX);
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        NewestLinks.removeDangling(file);
        return aside;
    }

    private static String nameOf(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

}
