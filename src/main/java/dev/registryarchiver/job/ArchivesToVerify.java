package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.image.Printable;

/** Finds the archives that {@code verify} is to look at. */
final class ArchivesToVerify {

    private final StoredArchives archives;

    private final VerifyState state;

    ArchivesToVerify(StoredArchives archives, VerifyState state) {
        this.archives = archives;
        this.state = state;
    }

    /**
     * What the inventory knows, and what lies in the directory under a name of ours.
     * @throws UsageException if there is no such directory
     */
    List<ArchiveToVerify> all() throws IOException {
        TreeSet<String> names = new TreeSet<>(this.state.knownArchives());
        names.addAll(namesOnDisk().stream().filter(StoredArchives::isNamedAsOurs).toList());
        return names.stream().map((name) -> new ArchiveToVerify(name, null, name)).toList();
    }

    /**
     * Other files in the directory that end in {@code .tar}.
     * @throws UsageException if there is no such directory
     */
    List<String> foreign() throws IOException {
        List<String> names = namesOnDisk();
        return names.stream().filter(Predicate.not(this::isOurs)).toList();
    }

    /**
     * What the user names.
     * @throws UsageException if one is no file
     */
    List<ArchiveToVerify> named(List<String> operands) throws IOException {
        List<ArchiveToVerify> named = new ArrayList<>();
        for (String operand : operands) {
            Optional<String> inBucket = this.archives.nameInBucket(operand);
            if (inBucket.isPresent()) {
                named.add(new ArchiveToVerify(operand, null, inBucket.get()));
                continue;
            }
            Path file = Path.of(operand);
            if (!Files.isRegularFile(file)) {
                throw new UsageException("Cannot verify '%s': %s.".formatted(Printable.of(operand),
                        Files.isDirectory(file) ? "it is a directory; name archives, or set archive.directory"
                                : "there is no such file"));
            }
            String name = this.archives.nameOf(file);
            named.add(new ArchiveToVerify(operand, file, isOurs(name) ? name : ""));
        }
        return named.stream().distinct().toList();
    }

    private List<String> namesOnDisk() throws IOException {
        try {
            return this.archives.names();
        }
        catch (NoSuchFileException ex) {
            throw new UsageException(
                    "Cannot verify the archives in %s: there is no such directory. Check archive.directory."
                        .formatted(this.archives.location()));
        }
    }

    private boolean isOurs(String name) {
        return StoredArchives.isNamedAsOurs(name) || (!name.isEmpty() && this.state.knownArchives().contains(name));
    }

    /**
     * An archive to be verified.
     *
     * @param label what it is called
     * @param file the file that the user names; {@code null} for one in its place
     * @param name its name in the archive directory, or empty when it is not ours there
     */
    record ArchiveToVerify(String label, @Nullable Path file, String name) {

        boolean ours() {
            return !this.name.isEmpty();
        }

    }

}
