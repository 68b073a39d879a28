package dev.registryarchiver.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import dev.registryarchiver.archive.ArchiveLayout.Slot;

/** Writes archives into a directory: in place, all blobs of an image at once. */
final class DirectoryArchiveWriter implements ArchiveWriter {

    private final DirectoryArchiveStore store;

    private final BlobOrigins origins;

    private final ArchivedBlobs archivedBlobs;

    private final BlobFlights flights = new BlobFlights();

    DirectoryArchiveWriter(DirectoryArchiveStore store, BlobOrigins origins) {
        this.store = store;
        this.origins = origins;
        this.archivedBlobs = new ArchivedBlobs(store, origins.inventory());
    }

    @Override
    public Transferred write(ArchiveOrder order) {
        try (PartialArchive partial = this.store.begin(order.name(), order.layout())) {
            writeDocuments(partial, order.layout());
            Transferred transferred = transfer(order, partial);
            partial.publish();
            order.published().run();
            this.flights.forget(partial.blobs());
            return transferred;
        }
    }

    private Transferred transfer(ArchiveOrder order, PartialArchive partial) {
        try {
            BlobTransfer transfer = new BlobTransfer(order.image(), this.origins.source(), this.origins.sleeper(),
                    this.origins.executor());
            return new BlobTransfers(transfer, this.archivedBlobs, this.flights, this.origins.executor(),
                    order.checkpoint())
                .run(partial.blobs());
        }
        catch (CorruptBlobException | IncompleteImageException ex) {
            // There is no completing this image; another push makes another one.
            partial.discard();
            this.flights.forget(partial.blobs());
            throw ex;
        }
    }

    // What lies between two blobs is small and written at once.
    private static void writeDocuments(PartialArchive partial, ArchiveLayout layout) {
        ByteArrayOutputStream between = new ByteArrayOutputStream();
        long position = 0;
        for (Slot slot : layout.slots()) {
            between.writeBytes(slot.header());
            if (slot.part() instanceof ArchivePart.Document document) {
                between.writeBytes(document.content());
                between.writeBytes(new byte[(int) (slot.end() - slot.dataEnd())]);
            }
            else if (slot.part() instanceof ArchivePart.Blob) {
                partial.write(ByteBuffer.wrap(between.toByteArray()), position);
                between.reset();
                position = slot.end();
            }
        }
        partial.write(ByteBuffer.wrap(between.toByteArray()), position);
    }

}
