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
 * Brings the blobs of one image into their slots. A blob is hashed while it arrives and
 * continues at the byte after a broken connection; content that turns out wrong is
 * fetched once more from its start. Safe for use by many threads.
 */
final class BlobTransfer {

    /** Bytes after which a broken connection counts as progress. */
    static final long PROGRESS = 1 << 20;

    /** Connections in a row that may break without progress. */
    static final int MAX_BREAKS = 5;

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
     * @param target the archive to write to
     * @param position where the blob begins in it
     * @param checkpoint called for every buffer; throws to end the transfer
     * @return bytes that were received, which may be more than the blob has
     * @throws ArchiveException if the right bytes could not be had or written
     */
    long transfer(Descriptor blob, PartialArchive target, long position, Runnable checkpoint) {
        Attempt first = new Attempt(blob, target, position, checkpoint);
        if (first.run()) {
            return first.received;
        }
        Attempt second = new Attempt(blob, target, position, checkpoint);
        if (second.run()) {
            return first.received + second.received;
        }
        throw second.corrupt();
    }

    /** One attempt at the whole blob, over as many connections as it takes. */
    private final class Attempt {

        private final Descriptor blob;

        private final PartialArchive target;

        private final long position;

        private final Runnable checkpoint;

        private final MessageDigest hash;

        // At most one more than the blob has: then it is known to be wrong.
        private long received;

        private @Nullable Digest actual;

        private Attempt(Descriptor blob, PartialArchive target, long position, Runnable checkpoint) {
            this.blob = blob;
            this.target = target;
            this.position = position;
            this.checkpoint = checkpoint;
            this.hash = blob.digest().newMessageDigest();
        }

        /** Whether the content turned out right. */
        private boolean run() {
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
                this.target.write(ByteBuffer.wrap(buffer, 0, length), this.position + this.received);
                this.received += length;
            }
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
