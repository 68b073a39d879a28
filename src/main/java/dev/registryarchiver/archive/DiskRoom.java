package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room on the archive disk, with what is promised to archives that are being written.
 * Setting the length of a file reserves nothing on most file systems (the file is
 * sparse), and writing zeros first would double the work; so what this process is going
 * to write is counted here. Another program can still fill the disk in between: then a
 * write fails, and the archive with it.
 */
final class DiskRoom {

    private long promised;

    /**
     * Promises room for a file.
     * @throws DiskFullException if less is left than it needs
     */
    synchronized void promise(Path file, long needed) throws IOException {
        long usable = usable(existingDirectory(file));
        long available = Math.max(0, usable - this.promised);
        if (needed > available) {
            throw DiskFullException.before(file, needed, available, usable);
        }
        this.promised += needed;
    }

    /** Takes back what was written, and so no longer counts as usable, or is given up. */
    synchronized void release(long bytes) {
        this.promised -= bytes;
    }

    // A FileStore reads the list of all mounts to be found, a File does not; but that
    // says 0 also when it cannot tell.
    private static long usable(Path directory) throws IOException {
        long usable = directory.toFile().getUsableSpace();
        return (usable > 0) ? usable : Files.getFileStore(directory).getUsableSpace();
    }

    // Directories are created only for what is begun.
    private static Path existingDirectory(Path file) {
        Path directory = file.resolveSibling("");
        while (!Files.isDirectory(directory) && directory.getParent() != null) {
            directory = directory.getParent();
        }
        return directory;
    }

}
