package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What an error of the operating system means for an archive that is being written. */
final class WriteFailure {

    private WriteFailure() {
    }

    /**
     * A full disk, or a directory that cannot be used.
     * @param root the archive directory
     * @param target final name of the archive
     * @param needed bytes that were still to be written
     */
    static ArchiveException of(IOException cause, Path root, Path target, long needed) {
        long usable = usableSpace(target);
        return isDiskFull(cause, usable) ? DiskFullException.during(target, needed, usable)
                : DirectoryUnusableException.from(root, cause);
    }

    /**
     * Java has no type for it, and an exhausted quota shows in no number, so the words of
     * the operating system count too.
     */
    private static boolean isDiskFull(IOException cause, long usable) {
        String message = (cause.getMessage() != null) ? cause.getMessage().toLowerCase(Locale.ROOT) : "";
        return message.contains("no space left") || message.contains("not enough space") || message.contains("quota")
                || usable == 0;
    }

    private static long usableSpace(Path target) {
        try {
            return Files.getFileStore(target.resolveSibling("")).getUsableSpace();
        }
        catch (IOException ex) {
            // Then the disk is not full but gone.
            return Long.MAX_VALUE;
        }
    }

}
