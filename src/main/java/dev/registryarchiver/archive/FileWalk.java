package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * A walk to the regular files below a folder that have some kind of name. No link is
 * followed, and what cannot be read (lost+found) is passed by: it was not written by us.
 */
final class FileWalk {

    private final Pattern name;

    private final int depth;

    private final boolean hidden;

    /** Through all folders, however deep. */
    FileWalk(Pattern name) {
        this(name, Integer.MAX_VALUE, true);
    }

    private FileWalk(Pattern name, int depth, boolean hidden) {
        this.name = name;
        this.depth = depth;
        this.hidden = hidden;
    }

    FileWalk noDeeperThan(int levels) {
        return new FileWalk(this.name, levels, this.hidden);
    }

    /** Without folders whose names begin with a dot, though it may begin in one. */
    FileWalk hiddenFoldersLeftOut() {
        return new FileWalk(this.name, this.depth, false);
    }

    void forEach(Path root, BiConsumer<Path, BasicFileAttributes> consumer) throws IOException {
        Files.walkFileTree(root, Set.of(), this.depth, new SimpleFileVisitor<>() {

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean passed = !FileWalk.this.hidden && !folder.equals(root)
                        && folder.getFileName().toString().startsWith(".");
                return passed ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && FileWalk.this.name.matcher(file.getFileName().toString()).find()) {
                    consumer.accept(file, attributes);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException ex) {
                return FileVisitResult.CONTINUE;
            }

        });
    }

}
