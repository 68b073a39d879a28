package dev.registryarchiver.archive;

import java.io.IOException;

/** Opens an archive, wherever it is. */
@FunctionalInterface
public interface ArchiveOpening {

    /**
     * Opens it for reading; the caller closes it.
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    ArchiveBytes open() throws IOException;

}
