package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/**
 * The place of one blob in an unfinished archive, filled segment by segment. One thread
 * at a time fills a segment.
 */
final class BlobSlot {

    private final PartialArchive archive;

    private final List<Segment> segments;

    private final Descriptor blob;

    private final long position;

    /**
     * @param segments of this slot, in order
     * @param position first byte of the blob in the archive
     */
    BlobSlot(PartialArchive archive, List<Segment> segments, Descriptor blob, long position) {
        this.archive = archive;
        this.segments = segments;
        this.blob = blob;
        this.position = position;
    }

    /** What belongs here. */
    Descriptor blob() {
        return this.blob;
    }

    List<Segment> segments() {
        return this.segments;
    }

    /** The segment that a byte of the blob belongs to. */
    Segment segmentAt(long offset) {
        return this.segments.get((int) (offset / this.segments.get(0).length()));
    }

    /**
     * How many bytes from the first one on an earlier attempt, or another process, says
     * to have written; only a digest tells whether they are right.
     */
    long filled() {
        long filled = 0;
        for (Segment segment : this.segments) {
            filled += filled(segment);
            if (filled < segment.end()) {
                break;
            }
        }
        return filled;
    }

    /** The same of one segment. */
    long filled(Segment segment) {
        return this.archive.filled(segment);
    }

    /**
     * Takes note of how many bytes are written from the first one on, and of none behind
     * them, for whoever has to go on from here.
     */
    void recordFilled(long bytes) {
        for (Segment segment : this.segments) {
            recordFilled(segment, Math.max(0, Math.min(bytes - segment.start(), segment.length())));
        }
    }

    /** The same of one segment. */
    void recordFilled(Segment segment, long bytes) {
        this.archive.recordFilled(segment, bytes);
    }

    void write(ByteBuffer content, long offset) {
        this.archive.write(content, this.position + offset);
    }

    /** Adds written bytes to a hash, read from the file. */
    void hashInto(MessageDigest hash, long offset, long length, Runnable checkpoint) {
        this.archive.read((channel) -> {
            new FileRange(channel, this.position + offset, length).hashInto(hash, checkpoint);
            return true;
        });
    }

    /** Whether the right bytes are here; reads all of them. */
    boolean holdsBlob(Runnable checkpoint) {
        return this.archive.read((channel) -> new FileRange(channel, this.position, this.blob.size())
            .has(this.blob.digest(), checkpoint));
    }

    /**
     * Copies the blob from another archive and verifies what comes.
     * @param from first byte of the blob in the other file
     * @param checkpoint called now and then; throws to end it
     * @return whether the right bytes are here now; the file may be gone or damaged
     */
    boolean copyFrom(Path file, long from, Runnable checkpoint) {
        recordFilled(0);
        MessageDigest hash = this.blob.digest().newMessageDigest();
        try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
            this.archive.copy(source, from, this.blob.size(), this.position, hash, checkpoint);
        }
        catch (IOException ex) {
            return false;
        }
        if (!Digest.from(this.blob.digest().algorithm(), hash.digest()).equals(this.blob.digest())) {
            return false;
        }
        recordFilled(this.blob.size());
        return true;
    }

    /** The same from a slot of another archive that is being written or was published. */
    boolean copyFrom(BlobSlot other, Runnable checkpoint) {
        return other.archive.files().anyMatch((file) -> copyFrom(file, other.position, checkpoint));
    }

}
