package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import dev.registryarchiver.image.Printable;

/**
 * A line of text about all archives, which stays with them in the hidden folder
 * {@code .state} of their place: whoever has the archives has it. A person may read and
 * change it.
 */
public final class ArchiveNote {

    private static final String FOLDER = ".state/";

    private final ArchiveStore store;

    private final String name;

    /**
     * @param name what it is called in that folder
     */
    ArchiveNote(ArchiveStore store, String name) {
        this.store = store;
        this.name = FOLDER + name;
    }

    /**
     * The text without space around it, where there is any.
     * @throws UncheckedIOException if it cannot be read
     * @throws BucketException if object storage does not let it be read
     */
    public Optional<String> read() {
        try {
            return this.store.readNote(this.name).map(String::strip).filter((text) -> !text.isEmpty());
        }
        catch (IOException ex) {
            throw unusable(ex);
        }
    }

    /**
     * Writes the text in place of an earlier one, all at once.
     * @throws UncheckedIOException if it cannot be written
     * @throws BucketException if object storage does not let it be written
     */
    public void write(String text) {
        try {
            this.store.writeNote(this.name, text + System.lineSeparator());
        }
        catch (IOException ex) {
            throw unusable(ex);
        }
    }

    /** Where it is, for a person. */
    public String location() {
        return this.store.locationOf(this.name);
    }

    private UncheckedIOException unusable(IOException cause) {
        return new UncheckedIOException(
                "Cannot use the file %s (%s). Check the disk and the permissions of archive.directory."
                    .formatted(location(), Printable.of(String.valueOf(cause.getMessage()))),
                cause);
    }

}
