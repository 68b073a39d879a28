package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

    /** The report of the newest run. */
    static JsonNode latestReport(Path directory) {
        try {
            return JsonMapper.shared().readTree(Files.readString(directory.resolve(".state/reports/latest.json")));
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
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
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && wanted.test(file.toString())) {
                        files.put(directory.relativize(file).toString(), identity(attributes));
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException ex) throws IOException {
                    // A process at work renames and deletes meanwhile.
                    if (ex instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw ex;
                }

            });
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return files;
    }

    private static String identity(BasicFileAttributes attributes) {
        return attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime();
    }

}
