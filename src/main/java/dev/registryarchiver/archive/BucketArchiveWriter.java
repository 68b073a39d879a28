package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.ArchiveLayout.Slot;
import dev.registryarchiver.archive.BucketException.Problem;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/**
 * Writes archives into a bucket, each from its first byte to its last and several side by
 * side: nothing of an archive is kept here but the parts on their way. A blob that a
 * published archive holds is copied from there, and one that another image is bringing is
 * waited for.
 */
final class BucketArchiveWriter implements ArchiveWriter {

    private static final Logger logger = LoggerFactory.getLogger(BucketArchiveWriter.class);

    private final Bucket bucket;

    private final BucketListing listing;

    private final UploadRecords records;

    private final BlobOrigins origins;

    private final BucketBlobs held;

    private final BucketFlights flights = new BucketFlights();

    private final PartBudget budget = PartBudget.ofHeap();

    private final AtomicLong begun = new AtomicLong();

    BucketArchiveWriter(Bucket bucket, BucketListing listing, UploadRecords records, BlobOrigins origins) {
        this.bucket = bucket;
        this.listing = listing;
        this.records = records;
        this.origins = origins;
        this.held = new BucketBlobs(bucket, listing, origins.inventory());
    }

    @Override
    public Transferred write(ArchiveOrder order) {
        requireFitting(order);
        try (PartBudget.Share share = this.budget.take(MultipartArchive.memory(order.layout().length()),
                order.checkpoint())) {
            long number = this.begun.getAndIncrement();
            try (MultipartArchive archive = begin(order)) {
                Transferred transferred = fill(archive, order, number);
                archive.publish();
                this.listing.published(published(order));
                order.published().run();
                return transferred;
            }
            finally {
                this.flights.end(number);
            }
        }
    }

    // The sizes in a manifest are claims, and may be any.
    private void requireFitting(ArchiveOrder order) {
        long length = order.layout().length();
        if (length > MultipartArchive.MAX_LENGTH || !this.budget.covers(MultipartArchive.memory(length))) {
            throw new BucketException("write", this.bucket.location().url(order.name()), Problem.TOO_LARGE,
                    "%d bytes".formatted(length), null);
        }
    }

    /** What an earlier attempt left is gone on with, where it can be proven. */
    private MultipartArchive begin(ArchiveOrder order) {
        MultipartArchive archive = new MultipartArchive(this.bucket, this.records, order.name(), order.layout(),
                this.origins.executor());
        this.records.find(order.name()).ifPresent((record) -> {
            if (!resume(archive, order, record)) {
                this.records.abort(order.name(), record.upload());
            }
        });
        return archive;
    }

    private boolean resume(MultipartArchive archive, ArchiveOrder order, UploadRecord record) {
        if (!record.isAbout(order.layout(), MultipartArchive.partSize(order.layout().length()))) {
            return false;
        }
        Optional<List<String>> tags = this.bucket.parts(order.name(), record.upload()).flatMap(record::prove);
        if (tags.isEmpty()) {
            return false;
        }
        byte[] rest = read(order, record.wholeParts() * record.partSize(), record.position());
        if (!Digest.sha256(rest).hex().equals(record.rest())) {
            return false;
        }
        archive.resume(record, tags.get(), rest);
        logger.debug("Going on with {} at byte {}", order.name(), record.position());
        return true;
    }

    private Transferred fill(MultipartArchive archive, ArchiveOrder order, long number) {
        Transferred transferred = Transferred.NOTHING;
        try {
            for (Slot slot : order.layout().slots()) {
                if (slot.part() instanceof ArchivePart.Blob blob && slot.dataEnd() <= archive.position()) {
                    transferred = transferred.plus(new Transferred(0, blob.size()));
                }
                else if (slot.dataEnd() > archive.position()) {
                    transferred = transferred.plus(write(archive, slot, order, number));
                }
                archive.pad(Math.max(0, slot.end() - archive.position()));
            }
            archive.pad(order.layout().length() - archive.position());
            return transferred;
        }
        catch (CorruptBlobException | IncompleteImageException ex) {
            // There is no completing this image; another push makes another one.
            archive.discard();
            throw ex;
        }
    }

    private Transferred write(MultipartArchive archive, Slot slot, ArchiveOrder order, long number) {
        archive.write(ByteBuffer.wrap(slot.header()));
        if (slot.part() instanceof ArchivePart.Document document) {
            archive.write(ByteBuffer.wrap(document.content()));
        }
        if (slot.part() instanceof ArchivePart.Blob blob) {
            order.checkpoint().run();
            Transferred transferred = bring(new MultipartBlob(archive, blob.descriptor()), order, number);
            archive.proven();
            return transferred;
        }
        return Transferred.NOTHING;
    }

    private Transferred bring(MultipartBlob place, ArchiveOrder order, long number) {
        Descriptor blob = place.blob();
        boolean mine;
        do {
            mine = this.flights.board(blob, number, order.layout().length(), order.checkpoint());
            if (this.held.copyTo(place, order, this.origins.sleeper())) {
                return new Transferred(0, blob.size());
            }
        }
        while (!mine);
        return new OrderedTransfer(order.image(), this.origins.source(), this.origins.sleeper()).transfer(place,
                order.checkpoint());
    }

    private ArchiveFile published(ArchiveOrder order) {
        Optional<ArchiveFile> file = this.bucket.find(order.name());
        if (file.map(ArchiveFile::size).filter((size) -> size == order.layout().length()).isEmpty()) {
            throw new BucketException("write", this.bucket.location().url(order.name()), Problem.BROKEN,
                    "%d bytes were written, and %s are there".formatted(order.layout().length(),
                            file.map((found) -> Long.toString(found.size())).orElse("none")),
                    null);
        }
        return file.get();
    }

    /** Bytes of an archive as they were written before, blobs from the registry. */
    private byte[] read(ArchiveOrder order, long from, long to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) (to - from));
        for (Slot slot : order.layout().slots()) {
            add(bytes, slot.header(), slot.headerOffset(), from, to);
            if (slot.part() instanceof ArchivePart.Document document) {
                add(bytes, document.content(), slot.dataOffset(), from, to);
            }
            if (slot.part() instanceof ArchivePart.Blob blob) {
                long first = Math.max(from, slot.dataOffset());
                long length = Math.min(to, slot.dataEnd()) - first;
                if (length > 0) {
                    bytes.writeBytes(read(order, blob.descriptor(), first - slot.dataOffset(), (int) length));
                }
            }
            add(bytes, new byte[(int) (slot.end() - slot.dataEnd())], slot.dataEnd(), from, to);
        }
        return bytes.toByteArray();
    }

    private static void add(ByteArrayOutputStream bytes, byte[] content, long position, long from, long to) {
        long first = Math.max(from, position);
        long length = Math.min(to, position + content.length) - first;
        if (length > 0) {
            bytes.write(content, (int) (first - position), (int) length);
        }
    }

    private byte[] read(ArchiveOrder order, Descriptor blob, long offset, int length) {
        byte[] bytes = new byte[length];
        int done = 0;
        Breaks breaks = new Breaks(this.origins.sleeper());
        while (done < length) {
            order.checkpoint().run();
            try (InputStream content = this.origins.source()
                .openBlob(order.image().repository(), blob, offset + done)) {
                int count = content.readNBytes(bytes, done, length - done);
                done += count;
                if (done < length) {
                    throw new EOFException("The blob ends early");
                }
            }
            catch (FileNotFoundException ex) {
                throw new IncompleteImageException(order.image(), blob);
            }
            catch (IOException ex) {
                // Little is wanted: whatever breaks counts.
                if (!breaks.mayGoOn(0)) {
                    throw new TransferBrokenException(order.image(), blob, offset + done, ex);
                }
            }
        }
        return bytes;
    }

}
