package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the job state, as a file: what to do with it when it is damaged. */
final class StateFile {

    private static final Logger logger = LoggerFactory.getLogger(StateFile.class);

    private static final String DAMAGED = ".damaged-";

    private static final int DAMAGED_KEPT = 3;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'")
        .withZone(ZoneOffset.UTC);

    private final Path path;

    StateFile(Path path) {
        this.path = path;
    }

    /** The file that is there now, told from any other that is there later. */
    Optional<Object> identity() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(this.path, BasicFileAttributes.class);
            @Nullable Object key = attributes.fileKey();
            return Optional.of((key != null) ? key : attributes.creationTime());
        }
        catch (IOException ex) {
            return Optional.empty();
        }
    }

    /**
     * A run found out that the file is damaged, while it was in use. The next start
     * believes it, even if the file opens well.
     */
    void mark() {
        try {
            Files.writeString(marker(), "The job state beside this file is damaged; the next start sets it aside.\n");
        }
        catch (IOException ex) {
            logger.warn("Cannot write {}: {}", marker(), ex.toString());
        }
    }

    /** What tells whether it is as it was left. */
    StateSeal seal() {
        return new StateSeal(this.path);
    }

    boolean isMarked() {
        return Files.exists(marker());
    }

    /**
     * Renames a damaged file, if it is still the same and nobody holds it; of those set
     * aside before, a few are kept.
     * @param seen what {@link #identity()} said when it was found to be damaged
     * @return its new name; empty when another process was faster
     */
    Optional<Path> setAside(Optional<Object> seen, Instant now) {
        Path aside = this.path.resolveSibling(this.path.getFileName() + DAMAGED + TIME.format(now));
        try (FileChannel channel = FileChannel.open(this.path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null || !identity().equals(seen)) {
                return Optional.empty();
            }
            Files.move(this.path, aside);
            Files.deleteIfExists(marker());
            seal().remove();
            prune();
            return Optional.of(aside);
        }
        catch (OverlappingFileLockException ex) {
            return Optional.empty();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(
                    "Cannot set the damaged job state %s aside (%s). Move it away and run again; archives are kept."
                        .formatted(this.path, ex),
                    ex);
        }
    }

    /** Deletes a copy that cannot be read: what it would have said is learned again. */
    void discard() {
        try {
            Files.deleteIfExists(this.path);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot delete %s".formatted(this.path), ex);
        }
    }

    private void prune() throws IOException {
        String prefix = this.path.getFileName() + DAMAGED;
        try (Stream<Path> files = Files.list(this.path.resolveSibling(""))) {
            List<Path> aside = files.filter((file) -> file.getFileName().toString().startsWith(prefix))
                .sorted(Comparator.reverseOrder())
                .toList();
            for (Path old : aside.subList(Math.min(DAMAGED_KEPT, aside.size()), aside.size())) {
                Files.deleteIfExists(old);
            }
        }
    }

    private Path marker() {
        return this.path.resolveSibling(this.path.getFileName() + ".is-damaged");
    }

    @Override
    public String toString() {
        return this.path.toString();
    }

}
