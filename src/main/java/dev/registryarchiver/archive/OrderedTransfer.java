package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.SelectedImage;

/**
 * Brings blobs of one image to places that are filled in order, and cannot be read again.
 * A blob is hashed while it arrives and continues at the byte after a broken connection;
 * content that turns out wrong is fetched once more from its start.
 */
final class OrderedTransfer {

    private static final int BUFFER = 128 * 1024;

    private final SelectedImage image;

    private final ImageSource source;

    private final Sleeper sleeper;

    /**
     * For one image.
     * @param source where the blobs come from
     * @param sleeper waits between two connections that brought nothing
     */
    OrderedTransfer(SelectedImage image, ImageSource source, Sleeper sleeper) {
        this.image = image;
        this.source = source;
        this.sleeper = sleeper;
    }

    /**
     * Fetches and writes one blob. What is wrong in the end was taken back.
     * @param checkpoint called for every buffer; throws to end the transfer
     * @return bytes that were fetched, which may be more than the blob has
     * @throws ArchiveException if the right bytes could not be had or written
     */
    Transferred transfer(MultipartBlob place, Runnable checkpoint) {
        Attempt first = new Attempt(place, checkpoint);
        if (first.run()) {
            return new Transferred(first.received, 0);
        }
        place.restart();
        Attempt second = new Attempt(place, checkpoint);
        if (second.run()) {
            return new Transferred(first.received + second.received, 0);
        }
        place.restart();
        throw second.corrupt();
    }

    /** One attempt at the whole blob, over as many connections as it takes. */
    private final class Attempt {

        private final MultipartBlob place;

        private final Descriptor blob;

        private final Runnable checkpoint;

        private final MessageDigest hash;

        // At most one more than the blob has: then it is known to be wrong.
        private long received;

        private @Nullable Digest actual;

        private Attempt(MultipartBlob place, Runnable checkpoint) {
            this.place = place;
            this.blob = place.blob();
            this.checkpoint = checkpoint;
            this.hash = place.blob().digest().newMessageDigest();
        }

        /** Whether the content turned out right. */
        private boolean run() {
            Breaks breaks = new Breaks(OrderedTransfer.this.sleeper);
            while (this.received < this.blob.size()) {
                this.checkpoint.run();
                long before = this.received;
                @Nullable IOException cause = receive();
                if (this.received < this.blob.size() && !breaks.mayGoOn(this.received - before)) {
                    throw (cause != null) ? broken(cause) : corrupt();
                }
            }
            return this.received == this.blob.size() && digest().equals(this.blob.digest());
        }

        /** What ended the connection early, or nothing where it just ended. */
        private @Nullable IOException receive() {
            OrderedTransfer self = OrderedTransfer.this;
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
                this.place.write(buffer, length);
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
            return new TransferBrokenException(OrderedTransfer.this.image, this.blob, this.received, cause);
        }

        private CorruptBlobException corrupt() {
            return new CorruptBlobException(OrderedTransfer.this.image, this.blob, digest(), this.received);
        }

    }

}
