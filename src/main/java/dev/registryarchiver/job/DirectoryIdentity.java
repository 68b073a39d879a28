package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.inventory.StateAddress;
import dev.registryarchiver.inventory.StateLock;

/**
 * Ties a job state in a database to the archive directory that it is of, by a number that
 * both have. With the state of another directory, a run would take for done what was
 * saved there.
 */
final class DirectoryIdentity {

    private final Path file;

    DirectoryIdentity(Path stateDirectory) {
        this.file = stateDirectory.resolve("identity");
    }

    /**
     * Makes sure that state and directory belong together; whichever is new is made to.
     * @throws UsageException if they do not
     */
    void require(StateLock state, StateAddress address) {
        Optional<String> here = read();
        Optional<String> there = state.directory();
        if (there.isEmpty()) {
            state.belongTo(here.orElseGet(this::make));
        }
        else if (!there.equals(here)) {
            throw new UsageException(
                    ("The job state in PostgreSQL at %s is that of another archive directory. Give this one a schema of "
                            + "its own by currentSchema in spring.datasource.url. If it is the same directory, write %s into %s.")
                        .formatted(address, Printable.of(there.get()), this.file));
        }
    }

    private Optional<String> read() {
        try {
            return Files.isRegularFile(this.file)
                    ? Optional.of(Files.readString(this.file).strip()).filter((text) -> !text.isEmpty())
                    : Optional.empty();
        }
        catch (IOException ex) {
            throw unusable(ex);
        }
    }

    private String make() {
        try {
            String identity = UUID.randomUUID().toString();
            Files.createDirectories(this.file.resolveSibling(""));
            Files.writeString(this.file, identity + System.lineSeparator());
            return identity;
        }
        catch (IOException ex) {
            throw unusable(ex);
        }
    }

    private UncheckedIOException unusable(IOException cause) {
        return new UncheckedIOException(
                "Cannot use the file %s (%s). Check the disk and the permissions of archive.directory."
                    .formatted(this.file, Printable.of(String.valueOf(cause.getMessage()))),
                cause);
    }

}
