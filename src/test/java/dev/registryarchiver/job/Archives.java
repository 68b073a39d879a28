package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What stands in an archive directory. */
final class Archives {

    private Archives() {
    }

    /**
     * Names of all archives, relative to the directory, with what changes when a file is
     * rewritten.
     */
    static Map<String, String> in(Path directory) {
        return files(directory, (name) -> name.endsWith(".tar"));
    }

    /** Names of everything in the directory. */
    static Map<String, String> everythingIn(Path directory) {
        return files(directory, (name) -> true);
    }

    private static Map<String, String> files(Path directory, Predicate<String> wanted) {
        Map<String, String> files = new TreeMap<>();
        if (!Files.exists(directory)) {
            return files;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.filter((file) -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                .filter((file) -> wanted.test(file.toString()))
                .forEach((file) -> files.put(directory.relativize(file).toString(), identity(file)));
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return files;
    }

    private static String identity(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

}
