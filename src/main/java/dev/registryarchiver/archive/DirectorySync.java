package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Puts the names in a directory on the disk: a new name, or that one is gone, survives a
 * power failure only then.
 */
final class DirectorySync {

    private DirectorySync() {
    }

    static void sync(Path directory) throws IOException {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")) {
            // Directories cannot be opened there, and NTFS journals its names.
            return;
        }
        try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

}
