package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.image.Digest;

/**
 * How far each segment of an unfinished archive is filled, kept in a file beside it: a
 * fingerprint of the layout and one number for each segment.
 * <p>
 * Nothing forces either file to the disk, so after a power failure a number may claim too
 * much. That is safe, because whoever goes on from it reads those bytes again and the
 * digest of the whole blob decides; it may cost the blob once more. Forcing the data out
 * before each number would make every transfer wait for the disk every few megabytes,
 * every night, to spare one blob in a rare power failure. A killed process loses nothing
 * either way.
 */
final class PartialProgress implements AutoCloseable {

    private static final int FINGERPRINT = 64;

    private final FileChannel channel;

    private final AtomicLongArray filled;

    private PartialProgress(FileChannel channel, long[] filled) {
        this.channel = channel;
        this.filled = new AtomicLongArray(filled);
    }

    /**
     * What an earlier attempt recorded for the segments of this layout; zeros when it
     * recorded nothing or was about another layout.
     */
    static long[] read(Path file, ArchiveLayout layout) throws IOException {
        long[] filled = none(layout);
        int length = FINGERPRINT + Long.BYTES * filled.length;
        if (!Files.isRegularFile(file) || Files.size(file) != length) {
            return filled;
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        byte[] fingerprint = new byte[FINGERPRINT];
        content.get(fingerprint);
        if (Arrays.equals(fingerprint, fingerprint(layout))) {
            content.asLongBuffer().get(filled);
        }
        for (List<Segment> slot : Segment.of(layout)) {
            for (Segment segment : slot) {
                filled[segment.number()] = Math.max(0, Math.min(filled[segment.number()], segment.length()));
            }
        }
        return filled;
    }

    /** What nobody recorded anything for. */
    static long[] none(ArchiveLayout layout) {
        return new long[Segment.of(layout).stream().mapToInt(List::size).sum()];
    }

    /**
     * Begins or continues the file.
     * @param filled from {@link #read(Path, ArchiveLayout)}
     */
    static PartialProgress open(Path file, ArchiveLayout layout, long[] filled) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            ByteBuffer content = ByteBuffer.allocate(FINGERPRINT + Long.BYTES * filled.length);
            content.put(fingerprint(layout)).asLongBuffer().put(filled);
            writeFully(channel, content.rewind(), 0);
            return new PartialProgress(channel, filled);
        }
        catch (IOException ex) {
            channel.close();
            throw ex;
        }
    }

    /** Bytes that a segment is filled with, from its first one. */
    long filled(Segment segment) {
        return this.filled.get(segment.number());
    }

    /** Takes note of how far a segment is filled; each has one thread at a time. */
    void record(Segment segment, long bytes) throws IOException {
        if (this.filled.getAndSet(segment.number(), bytes) == bytes) {
            return;
        }
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).putLong(bytes).flip();
        writeFully(this.channel, number, FINGERPRINT + (long) Long.BYTES * segment.number());
    }

    @Override
    public void close() throws IOException {
        this.channel.close();
    }

    /** Headers hold paths and sizes, so the same headers have the same places. */
    private static byte[] fingerprint(ArchiveLayout layout) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        layout.slots().stream().map(Slot::header).forEach(headers::writeBytes);
        return Digest.sha256(headers.toByteArray()).hex().getBytes(StandardCharsets.US_ASCII);
    }

    private static void writeFully(FileChannel channel, ByteBuffer content, long position) throws IOException {
        long at = position;
        while (content.hasRemaining()) {
            at += channel.write(content, at);
        }
    }

}
