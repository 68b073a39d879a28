package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.registryarchiver.archive.ArchiveBytes;
import dev.registryarchiver.archive.RestorableArchive;
import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.image.Printable;

/** Finds the archives that {@code restore} is to push. */
final class ArchivesToRestore {

    private static final String SUFFIX = ".tar";

    private ArchivesToRestore() {
    }

    /**
     * The named files, and all archives below the named directories.
     * @throws UsageException if there is no such file, or no archive in a directory
     */
    static List<ArchiveToRestore> named(List<String> operands) {
        Map<Path, ArchiveToRestore> files = new LinkedHashMap<>();
        for (String operand : operands) {
            Path path = Path.of(operand);
            if (Files.isDirectory(path)) {
                below(path).forEach((file) -> files.putIfAbsent(real(file.file()), file));
            }
            else if (Files.isRegularFile(path)) {
                files.putIfAbsent(real(path), new ArchiveToRestore(operand, path, true));
            }
            else {
                throw new UsageException(
                        "Cannot restore '%s': there is no such file.".formatted(Printable.of(operand)));
            }
        }
        return List.copyOf(files.values());
    }

    // Links are left out: newest.tar is one.
    private static List<ArchiveToRestore> below(Path directory) {
        List<ArchiveToRestore> files = new ArrayList<>();
        try (Stream<Path> found = Files.find(directory, Integer.MAX_VALUE,
                (path, attributes) -> attributes.isRegularFile() && path.toString().endsWith(SUFFIX))) {
            found.filter((file) -> !isHidden(directory.relativize(file)))
                .sorted()
                .forEach((file) -> files.add(new ArchiveToRestore(file.toString(), file,
                        StoredArchives.isNamedAsOurs("repository/" + file.getFileName()))));
        }
        catch (IOException | UncheckedIOException ex) {
            throw new UsageException("Cannot restore what is in '%s': it cannot be read (%s)."
                .formatted(Printable.of(directory.toString()), Printable.of(String.valueOf(ex.getMessage()))));
        }
        if (files.isEmpty()) {
            throw new UsageException(
                    "Cannot restore what is in '%s': there are no archives. Name the archive directory, "
                        .formatted(Printable.of(directory.toString())) + "or files that end in .tar.");
        }
        return files;
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        }
        catch (IOException ex) {
            return file.toAbsolutePath();
        }
    }

    /**
     * A file that should hold an image.
     *
     * @param label what it is called
     * @param file the file
     * @param meant whether it was named, or has a name of ours
     */
    record ArchiveToRestore(String label, Path file, boolean meant) {

        RestorableArchive open() throws IOException {
            return RestorableArchive.open(() -> ArchiveBytes.open(this.file));
        }

    }

}
