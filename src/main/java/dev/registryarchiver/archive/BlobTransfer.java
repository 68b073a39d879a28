package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;

/**
 * Brings the blobs of one image from the registry into their slots. A blob is hashed
 * while it arrives and continues at the byte after a broken connection, or after what an
 * earlier attempt left in its slot; content that turns out wrong is fetched once more
 * from its start. Safe for use by many threads.
 */
final class BlobTransfer {

    /** Bytes after which a broken connection counts as progress. */
    static final long PROGRESS = 1 << 20;

    /** Connections in a row that may break without progress. */
    static final int MAX_BREAKS = 5;

    /** Most bytes of a blob that are fetched again after the process was killed. */
    static final long RECORDED_EVERY = 512 << 10;

    private static final int BUFFER = 128 * 1024;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SelectedImage image;

    private final ImageSource source;

    private final Sleeper sleeper;

    /**
     * For one image.
     * @param source where the blobs come from
     * @param sleeper waits between two connections that brought nothing
     */
    BlobTransfer(SelectedImage image, ImageSource source, Sleeper sleeper) {
        this.image = image;
        this.source = source;
        this.sleeper = sleeper;
    }

    /**
     * Fetches and writes one blob.
     * @param checkpoint called for every buffer; throws to end the transfer
     * @return bytes that were fetched, which may be more than the blob has, and bytes
     * that were in the slot before
     * @throws ArchiveException if the right bytes could not be had or written
     */
    Transferred transfer(BlobSlot slot, Runnable checkpoint) {
        Attempt first = new Attempt(slot, checkpoint, slot.filled());
        if (first.run()) {
            return new Transferred(first.fetched(), first.kept);
        }
        slot.recordFilled(0);
        Attempt second = new Attempt(slot, checkpoint, 0);
        if (second.run()) {
            return new Transferred(first.fetched() + second.fetched(), 0);
        }
        slot.recordFilled(0);
        throw second.corrupt();
    }

    /** One attempt at the whole blob, over as many connections as it takes. */
    private final class Attempt {

        private final BlobSlot slot;

        private final Descriptor blob;

        private final Runnable checkpoint;

        private final MessageDigest hash;

        // Bytes that were there before.
        private final long kept;

        // At most one more than the blob has: then it is known to be wrong.
        private long received;

        private long recorded;

        private @Nullable Digest actual;

        private Attempt(BlobSlot slot, Runnable checkpoint, long kept) {
            this.slot = slot;
            this.blob = slot.blob();
            this.checkpoint = checkpoint;
            this.hash = slot.blob().digest().newMessageDigest();
            this.kept = kept;
            this.received = kept;
            this.recorded = kept;
        }

        /** Whether the content turned out right. */
        private boolean run() {
            this.slot.hashInto(this.hash, this.kept, this.checkpoint);
            int breaks = 0;
            while (this.received < this.blob.size()) {
                this.checkpoint.run();
                long before = this.received;
                @Nullable IOException cause = receive();
                if (this.received >= this.blob.size()) {
                    break;
                }
                breaks = (this.received - before >= PROGRESS) ? 0 : breaks + 1;
                if (breaks > MAX_BREAKS) {
                    throw (cause != null) ? broken(cause) : corrupt();
                }
                if (breaks > 0) {
                    BlobTransfer.this.sleeper.sleep(PAUSE.multipliedBy(breaks));
                }
            }
            return this.received == this.blob.size() && digest().equals(this.blob.digest());
        }

        /** What ended the connection early, or nothing where it just ended. */
        private @Nullable IOException receive() {
            BlobTransfer self = BlobTransfer.this;
            try (InputStream content = self.source.openBlob(self.image.repository(), this.blob, this.received)) {
                copy(content);
                return null;
            }
            catch (FileNotFoundException ex) {
                throw new IncompleteImageException(self.image, this.blob);
            }
            catch (IOException ex) {
                return ex;
            }
            finally {
                record();
            }
        }

        private void copy(InputStream content) throws IOException {
            byte[] buffer = new byte[(int) Math.min(BUFFER, this.blob.size() + 1)];
            int length;
            // Reads on to the end where all is there, so that the connection can be used
            // again, and to see that there is an end.
            while ((length = content.read(buffer, 0, (int) Math.min(buffer.length, missing() + 1))) != -1) {
                this.checkpoint.run();
                if (length > missing()) {
                    this.received = this.blob.size() + 1;
                    return;
                }
                this.hash.update(buffer, 0, length);
                this.slot.write(ByteBuffer.wrap(buffer, 0, length), this.received);
                this.received += length;
                if (this.received - this.recorded >= RECORDED_EVERY) {
                    record();
                }
            }
        }

        private void record() {
            this.recorded = Math.min(this.received, this.blob.size());
            this.slot.recordFilled(this.recorded);
        }

        private long fetched() {
            return this.received - this.kept;
        }

        private long missing() {
            return this.blob.size() - this.received;
        }

        /** Digest of what was received; nothing more is received once it is known. */
        private Digest digest() {
            if (this.actual == null) {
                this.actual = Digest.from(this.blob.digest().algorithm(), this.hash.digest());
            }
            return this.actual;
        }

        private TransferBrokenException broken(IOException cause) {
            return new TransferBrokenException(BlobTransfer.this.image, this.blob, this.received, cause);
        }

        private CorruptBlobException corrupt() {
            return new CorruptBlobException(BlobTransfer.this.image, this.blob, digest(), this.received);
        }

    }

}
