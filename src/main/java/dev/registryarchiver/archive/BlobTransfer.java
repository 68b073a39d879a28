package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;

/**
 * Brings the blobs of one image from the registry into their slots. A blob is hashed
 * while it arrives and continues at the byte after a broken connection, or after what an
 * earlier attempt left in its slot; content that turns out wrong is fetched once more
 * from its start. Where one connection is slow, others that would be idle fetch parts of
 * the blob meanwhile, and the hash follows behind them. Safe for use by many threads.
 */
final class BlobTransfer {

    // Bytes a second. Who sends faster is held up by this machine or by the line, and
    // not by a limit for each connection.
    private static final long FAST = 64 << 20;

    // A Java that has just started is slow by itself.
    private static final Duration TIME_TO_JUDGE = Duration.ofSeconds(1);

    private static final int BUFFER = 128 * 1024;

    private final SelectedImage image;

    private final ImageSource source;

    private final Sleeper sleeper;

    private final @Nullable Executor helpers;

    /**
     * For one image, whose blobs are filled in order.
     * @param source where the blobs come from
     * @param sleeper waits between two connections that brought nothing
     */
    BlobTransfer(SelectedImage image, ImageSource source, Sleeper sleeper) {
        this(image, source, sleeper, null);
    }

    /**
     * For one image, whose blobs may be filled by several connections each.
     * @param source where the blobs come from
     * @param sleeper waits between two connections that brought nothing
     * @param helpers runs what the calling threads are helped with; may be their own
     */
    BlobTransfer(SelectedImage image, ImageSource source, Sleeper sleeper, @Nullable Executor helpers) {
        this.image = image;
        this.source = source;
        this.sleeper = sleeper;
        this.helpers = helpers;
    }

    /**
     * Fetches and writes one blob.
     * @param checkpoint called for every buffer; throws to end the transfer
     * @return bytes that were fetched, which may be more than the blob has, and bytes
     * that were in the slot before
     * @throws ArchiveException if the right bytes could not be had or written
     */
    Transferred transfer(BlobSlot slot, Runnable checkpoint) {
        long kept = slot.segments().stream().mapToLong(slot::filled).sum();
        Attempt first = new Attempt(slot, checkpoint, this.helpers);
        if (first.runToEnd()) {
            return new Transferred(first.fetched(), kept);
        }
        slot.recordFilled(0);
        // The parts may have been at fault.
        Attempt second = new Attempt(slot, checkpoint, null);
        if (second.runToEnd()) {
            return new Transferred(first.fetched() + second.fetched(), 0);
        }
        slot.recordFilled(0);
        throw second.corrupt();
    }

    private static boolean isSlow(long bytes, long nanos) {
        return nanos >= TIME_TO_JUDGE.toNanos() && bytes < FAST * (nanos / 1e9);
    }

    /** One attempt at the whole blob, over as many connections as it takes. */
    private final class Attempt {

        private final BlobSlot slot;

        private final Descriptor blob;

        private final Runnable checkpoint;

        private final MessageDigest hash;

        private final SegmentBoard board;

        private final BlobHelp help;

        private final Breaks breaks = new Breaks(BlobTransfer.this.sleeper);

        private @Nullable Executor uninvited;

        private SegmentWriter writer;

        // Bytes from the start that are in the slot and hashed.
        private long hashed;

        private boolean tooLong;

        private @Nullable Digest actual;

        private Attempt(BlobSlot slot, Runnable checkpoint, @Nullable Executor helpers) {
            this.slot = slot;
            this.blob = slot.blob();
            this.checkpoint = checkpoint;
            this.hash = slot.blob().digest().newMessageDigest();
            this.board = new SegmentBoard(slot);
            this.help = new BlobHelp(BlobTransfer.this.source, BlobTransfer.this.image.repository(), slot, this.board,
                    checkpoint);
            this.uninvited = helpers;
            this.writer = new SegmentWriter(slot, slot.segments().get(0));
        }

        /** Whether the content turned out right. */
        private boolean runToEnd() {
            try {
                return run();
            }
            finally {
                this.board.close();
            }
        }

        private boolean run() {
            while (missing() > 0 && !this.tooLong) {
                this.checkpoint.run();
                Segment segment = this.slot.segmentAt(this.hashed);
                if (catchUp(segment)) {
                    continue;
                }
                if (!this.board.claim(segment)) {
                    helpOrWait();
                }
                else if (catchUp(segment)) {
                    // Somebody has just left it.
                    this.board.release(segment);
                }
                else {
                    fetch(segment);
                }
            }
            return !this.tooLong && digest().equals(this.blob.digest());
        }

        /** Others fill the segment that is to be hashed next. */
        private void helpOrWait() {
            if (!this.board.isShared() || !this.help.fillNext()) {
                this.board.await();
            }
        }

        private void fetch(Segment segment) {
            long before = this.hashed;
            @Nullable IOException cause = receive(segment);
            if (this.tooLong || this.writer.isFull()) {
                this.breaks.forget();
            }
            else if (!this.breaks.mayGoOn(this.hashed - before)) {
                throw (cause != null) ? broken(cause) : corrupt();
            }
        }

        /** Hashes what others have put into a segment; whether there was anything. */
        private boolean catchUp(Segment segment) {
            long there = segment.start() + this.slot.filled(segment);
            if (there <= this.hashed) {
                return false;
            }
            this.slot.hashInto(this.hash, this.hashed, there - this.hashed, this.checkpoint);
            this.hashed = there;
            return true;
        }

        /**
         * Fills a claimed segment, and those behind it as long as nobody else does.
         * @return what ended the connection early, or nothing where it just ended
         */
        private @Nullable IOException receive(Segment segment) {
            this.writer = new SegmentWriter(this.slot, segment);
            try (InputStream content = open(segment)) {
                copy(content);
                return null;
            }
            catch (FileNotFoundException ex) {
                throw new IncompleteImageException(BlobTransfer.this.image, this.blob);
            }
            catch (IOException ex) {
                return ex;
            }
            finally {
                leaveSegment();
            }
        }

        private InputStream open(Segment segment) throws IOException {
            BlobTransfer self = BlobTransfer.this;
            if (this.board.isShared()) {
                Optional<InputStream> part = self.source.openPart(self.image.repository(), this.blob, this.hashed,
                        segment.end());
                if (part.isPresent()) {
                    return part.get();
                }
                this.board.refuse();
            }
            return self.source.openBlob(self.image.repository(), this.blob, this.hashed);
        }

        private void copy(InputStream content) throws IOException {
            byte[] buffer = new byte[(int) Math.min(BUFFER, this.blob.size() + 1)];
            long begun = System.nanoTime();
            long received = 0;
            for (int length = read(content, buffer); length != -1; length = read(content, buffer)) {
                this.checkpoint.run();
                if (length > missing()) {
                    this.tooLong = true;
                    return;
                }
                this.board.count(length);
                this.writer.write(buffer, length);
                this.hash.update(buffer, 0, length);
                this.hashed += length;
                if (this.writer.isFull() && missing() > 0 && !moveOn()) {
                    return;
                }
                received += length;
                if (this.uninvited != null && isSlow(received, System.nanoTime() - begun)) {
                    inviteHelp(this.uninvited);
                }
            }
        }

        // Reads on to the end where all is there, so that the connection can be used
        // again, and to see that there is an end.
        private int read(InputStream content, byte[] buffer) throws IOException {
            long wanted = (this.writer.missing() < missing()) ? this.writer.missing() : missing() + 1;
            return content.read(buffer, 0, (int) Math.min(buffer.length, wanted));
        }

        /** Whether the bytes of the next segment are wanted, too. */
        private boolean moveOn() {
            Segment next = this.slot.segmentAt(this.hashed);
            if (!this.board.claimEmpty(next)) {
                return false;
            }
            leaveSegment();
            this.writer = new SegmentWriter(this.slot, next);
            return true;
        }

        private void leaveSegment() {
            this.writer.close();
            this.board.release(this.writer.segment());
        }

        private void inviteHelp(Executor executor) {
            this.uninvited = null;
            if (missing() >= 2 * Segment.LENGTH) {
                this.help.invite(executor, missing());
            }
        }

        private long fetched() {
            return this.board.fetched();
        }

        private long missing() {
            return this.blob.size() - this.hashed;
        }

        /** Digest of what was received; nothing more is received once it is known. */
        private Digest digest() {
            if (this.actual == null) {
                this.actual = Digest.from(this.blob.digest().algorithm(), this.hash.digest());
            }
            return this.actual;
        }

        private TransferBrokenException broken(IOException cause) {
            return new TransferBrokenException(BlobTransfer.this.image, this.blob, this.hashed, cause);
        }

        private CorruptBlobException corrupt() {
            return new CorruptBlobException(BlobTransfer.this.image, this.blob, digest(),
                    this.tooLong ? this.blob.size() + 1 : this.hashed);
        }

    }

}
