package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An unfinished archive next to its target, filled by position and by many threads at
 * once. Whatever is not written reads as zeros. Closing it without publishing deletes it.
 */
final class PartialArchive implements AutoCloseable {

    static final String SUFFIX = ".partial";

    private static final Logger logger = LoggerFactory.getLogger(PartialArchive.class);

    private final Path root;

    private final Path target;

    private final Path partial;

    private final DiskRoom room;

    private final AtomicLong unwritten;

    private final FileChannel channel;

    private PartialArchive(Path root, Path target, long length, DiskRoom room) throws IOException {
        this.root = root;
        this.target = target;
        this.partial = target.resolveSibling(target.getFileName() + SUFFIX);
        this.room = room;
        this.unwritten = new AtomicLong(length);
        // Left by a process that was killed.
        Files.deleteIfExists(this.partial);
        this.channel = FileChannel.open(this.partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /**
     * Creates it with its full length.
     * @param root the archive directory
     * @param target final name, in a directory that exists
     * @throws DiskFullException if the disk has no room for all of it
     */
    static PartialArchive create(Path root, Path target, long length, DiskRoom room) {
        try {
            room.promise(target, length);
        }
        catch (IOException ex) {
            throw DirectoryUnusableException.from(root, ex);
        }
        try {
            PartialArchive partial = new PartialArchive(root, target, length, room);
            partial.extend(length);
            return partial;
        }
        catch (IOException ex) {
            room.release(length);
            throw failure(root, target, length, ex);
        }
    }

    /** Writes all of {@code content}; safe for use by many threads. */
    void write(ByteBuffer content, long position) {
        int length = content.remaining();
        try {
            writeFully(content, position);
        }
        catch (IOException ex) {
            throw failure(ex);
        }
        long before = this.unwritten.getAndUpdate((left) -> Math.max(0, left - length));
        this.room.release(Math.min(before, length));
    }

    /**
     * Puts everything on the disk and gives it its final name, in place of an earlier
     * file.
     */
    void publish() {
        try {
            this.channel.force(true);
            this.channel.close();
            Files.move(this.partial, this.target, StandardCopyOption.ATOMIC_MOVE);
            syncDirectories();
        }
        catch (IOException ex) {
            throw failure(ex);
        }
    }

    @Override
    public void close() {
        this.room.release(this.unwritten.getAndSet(0));
        try {
            this.channel.close();
            Files.deleteIfExists(this.partial);
        }
        catch (IOException ex) {
            logger.warn("Cannot delete the unfinished {}; the next start deletes it", this.partial);
        }
    }

    /**
     * Gives the file its length by its last byte. Nothing but that byte is allocated, but
     * a file system with a limit below this length says so now.
     */
    private void extend(long length) throws IOException {
        try {
            writeFully(ByteBuffer.allocate(1), length - 1);
        }
        catch (IOException ex) {
            this.channel.close();
            Files.deleteIfExists(this.partial);
            throw ex;
        }
    }

    private void writeFully(ByteBuffer content, long position) throws IOException {
        long at = position;
        while (content.hasRemaining()) {
            at += this.channel.write(content, at);
        }
    }

    /** A name survives a power failure only when its directory is on the disk too. */
    private void syncDirectories() throws IOException {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")) {
            // Directories cannot be opened there, and NTFS journals its names.
            return;
        }
        Path directory = this.target.resolveSibling("");
        while (directory.startsWith(this.root)) {
            try (FileChannel opened = FileChannel.open(directory, StandardOpenOption.READ)) {
                opened.force(true);
            }
            directory = directory.resolveSibling("");
        }
    }

    private ArchiveException failure(IOException cause) {
        return failure(this.root, this.target, this.unwritten.get(), cause);
    }

    private static ArchiveException failure(Path root, Path target, long needed, IOException cause) {
        long usable = usableSpace(target);
        return isDiskFull(cause, usable) ? new DiskFullException(target, needed, usable)
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
