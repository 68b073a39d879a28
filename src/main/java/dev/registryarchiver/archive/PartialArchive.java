package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.ArchiveLayout.Slot;

/**
 * An unfinished archive next to its target, filled by position and by many threads at
 * once. Whatever is not written reads as zeros. Closing it without publishing keeps the
 * blobs it has, whole or in part, for the next attempt at the same layout; without any,
 * it is deleted.
 */
final class PartialArchive implements AutoCloseable {

    static final String SUFFIX = ".partial";

    static final String PROGRESS_SUFFIX = SUFFIX + ".progress";

    private static final Logger logger = LoggerFactory.getLogger(PartialArchive.class);

    private final Path root;

    private final Path target;

    private final DiskRoom room;

    private final BlockSharing sharing;

    private final AtomicLong unwritten;

    private final FileChannel channel;

    private final PartialProgress progress;

    private final List<BlobSlot> blobs;

    private final AtomicBoolean worthKeeping = new AtomicBoolean();

    private PartialArchive(Path root, Path target, ArchiveLayout layout, DiskRoom room, BlockSharing sharing,
            long[] filled) throws IOException {
        this.root = root;
        this.target = target;
        this.room = room;
        this.sharing = sharing;
        this.unwritten = new AtomicLong(layout.length() - sum(filled));
        this.channel = openWithLength(partial(target), layout.length());
        this.progress = openProgress(target, layout, filled, this.channel);
        List<List<Segment>> segments = Segment.of(layout);
        this.blobs = IntStream.range(0, layout.slots().size())
            .boxed()
            .flatMap((number) -> slot(segments.get(number), layout.slots().get(number)))
            .toList();
        this.worthKeeping.set(sum(filled) > 0);
    }

    /**
     * Continues what an earlier attempt at this layout left, else creates it with its
     * full length.
     * @param root the archive directory
     * @param target final name; its directory is created when there is room
     * @throws DiskFullException if the disk has no room for all of it
     */
    static PartialArchive begin(Path root, Path target, ArchiveLayout layout, DiskRoom room, BlockSharing sharing) {
        long needed = layout.length();
        try {
            long[] filled = findFilled(target, layout);
            needed -= sum(filled);
            room.promise(target, needed);
            return open(root, target, layout, room, sharing, filled);
        }
        catch (IOException ex) {
            throw WriteFailure.of(ex, root, target, needed);
        }
    }

    /** The places of the blobs, in the order of the archive. */
    List<BlobSlot> blobs() {
        return this.blobs;
    }

    /** Writes all of {@code content}; safe for use by many threads. */
    void write(ByteBuffer content, long position) {
        int length = content.remaining();
        try {
            writeFully(this.channel, content, position);
        }
        catch (IOException ex) {
            throw failure(ex);
        }
        written(length);
    }

    /** Reads from what is written so far. */
    <T> T read(Reading<T> reading) {
        try {
            return reading.from(this.channel);
        }
        catch (IOException ex) {
            throw failure(ex);
        }
    }

    /**
     * Copies bytes of another file and adds them to a hash. Where they cannot be shared
     * they are read once for both.
     * @param from first byte in the other file
     * @param position first byte here
     * @param checkpoint called for every buffer; throws to end it
     * @throws IOException if not all of them could be read
     */
    void copy(FileChannel source, long from, long length, long position, MessageDigest hash, Runnable checkpoint)
            throws IOException {
        FileRange range = new FileRange(source, from, length);
        if (this.sharing.share(source, from, length, partial(this.target), position, checkpoint)) {
            written(length);
            range.hashInto(hash, checkpoint);
        }
        else {
            range.forEachBuffer((content, offset) -> {
                hash.update(content.duplicate());
                write(content, position + offset);
            }, checkpoint);
        }
    }

    long filled(Segment segment) {
        return this.progress.filled(segment);
    }

    void recordFilled(Segment segment, long bytes) {
        try {
            this.progress.record(segment, bytes);
        }
        catch (IOException ex) {
            throw failure(ex);
        }
        if (bytes > 0) {
            this.worthKeeping.set(true);
        }
    }

    /** Where the content is to be found: here until it is published, there afterwards. */
    Stream<Path> files() {
        return Stream.of(partial(this.target), this.target);
    }

    /**
     * Puts everything on the disk and gives it its final name, in place of an earlier
     * file.
     */
    void publish() {
        try {
            this.channel.force(true);
            this.channel.close();
            Files.move(partial(this.target), this.target, StandardCopyOption.ATOMIC_MOVE);
            discard();
            syncDirectories();
        }
        catch (IOException ex) {
            throw failure(ex);
        }
    }

    /** Nothing of it is of use to a later attempt; closing deletes it. */
    void discard() {
        this.worthKeeping.set(false);
    }

    @Override
    public void close() {
        this.room.release(this.unwritten.getAndSet(0));
        try {
            this.channel.close();
            this.progress.close();
            if (!this.worthKeeping.get()) {
                delete(this.target);
            }
        }
        catch (IOException ex) {
            logger.warn("Cannot delete the unfinished {}; the end of a complete run deletes it", partial(this.target));
        }
    }

    private static long[] findFilled(Path target, ArchiveLayout layout) throws IOException {
        boolean sameLength = Files.isRegularFile(partial(target)) && Files.size(partial(target)) == layout.length();
        long[] filled = sameLength ? PartialProgress.read(progress(target), layout) : PartialProgress.none(layout);
        if (sum(filled) == 0) {
            delete(target);
        }
        return filled;
    }

    private static PartialArchive open(Path root, Path target, ArchiveLayout layout, DiskRoom room,
            BlockSharing sharing, long[] filled) throws IOException {
        try {
            Files.createDirectories(target.resolveSibling(""));
            return new PartialArchive(root, target, layout, room, sharing, filled);
        }
        catch (IOException ex) {
            room.release(layout.length() - sum(filled));
            throw ex;
        }
    }

    private Stream<BlobSlot> slot(List<Segment> segments, Slot slot) {
        return (slot.part() instanceof ArchivePart.Blob blob)
                ? Stream.of(new BlobSlot(this, segments, blob.descriptor(), slot.dataOffset())) : Stream.empty();
    }

    /**
     * Gives the file its length by its last byte, which is zero in every archive. Nothing
     * but that byte is allocated, but a file system with a limit below this length says
     * so now.
     */
    private static FileChannel openWithLength(Path file, long length) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            writeFully(channel, ByteBuffer.allocate(1), length - 1);
            return channel;
        }
        catch (IOException ex) {
            channel.close();
            Files.deleteIfExists(file);
            throw ex;
        }
    }

    private static PartialProgress openProgress(Path target, ArchiveLayout layout, long[] filled, FileChannel partial)
            throws IOException {
        try {
            return PartialProgress.open(progress(target), layout, filled);
        }
        catch (IOException ex) {
            partial.close();
            throw ex;
        }
    }

    private void written(long bytes) {
        long before = this.unwritten.getAndUpdate((left) -> Math.max(0, left - bytes));
        this.room.release(Math.min(before, bytes));
    }

    private void syncDirectories() throws IOException {
        Path directory = this.target.resolveSibling("");
        while (directory.startsWith(this.root)) {
            DirectorySync.sync(directory);
            directory = directory.resolveSibling("");
        }
    }

    /** The progress first: without it nothing of the rest is believed. */
    private static void delete(Path target) throws IOException {
        Files.deleteIfExists(progress(target));
        Files.deleteIfExists(partial(target));
    }

    private static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + SUFFIX);
    }

    private static Path progress(Path target) {
        return target.resolveSibling(target.getFileName() + PROGRESS_SUFFIX);
    }

    private static void writeFully(FileChannel channel, ByteBuffer content, long position) throws IOException {
        long at = position;
        while (content.hasRemaining()) {
            at += channel.write(content, at);
        }
    }

    private static long sum(long[] filled) {
        return Arrays.stream(filled).sum();
    }

    private ArchiveException failure(IOException cause) {
        return WriteFailure.of(cause, this.root, this.target, this.unwritten.get());
    }

    /**
     * Something that is read from the file.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    interface Reading<T> {

        T from(FileChannel channel) throws IOException;

    }

}
