package dev.registryarchiver.archive;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import dev.registryarchiver.image.Descriptor;

/** A published archive, opened for reading. */
final class StoredArchive implements AutoCloseable {

    // As much as a registry may serve for one of them.
    private static final long MAX_DOCUMENT = 32 << 20;

    private final ArchiveBytes bytes;

    private final Map<String, StoredEntry> entries;

    StoredArchive(ArchiveBytes bytes, Map<String, StoredEntry> entries) {
        this.bytes = bytes;
        this.entries = entries;
    }

    /**
     * Opens an archive and finds its entries.
     * @throws DamagedArchiveException if it is no archive as this program writes them
     * @throws IOException if it cannot be read
     */
    static StoredArchive open(ArchiveOpening opening) throws IOException {
        ArchiveBytes bytes = opening.open();
        try {
            return new StoredArchive(bytes, StoredEntries.read(bytes));
        }
        catch (IOException ex) {
            bytes.close();
            throw ex;
        }
    }

    /** All entries by name, in order. */
    Map<String, StoredEntry> entries() {
        return this.entries;
    }

    long size() throws IOException {
        return this.bytes.size();
    }

    Optional<StoredEntry> find(Descriptor descriptor) {
        return Optional.ofNullable(this.entries.get(ArchivePart.pathOf(descriptor.digest())));
    }

    /**
     * The entry of a blob.
     * @throws DamagedArchiveException if there is none, or one of another size
     */
    StoredEntry require(Descriptor descriptor) throws DamagedArchiveException {
        StoredEntry entry = require(ArchivePart.pathOf(descriptor.digest()));
        if (entry.size() != descriptor.size()) {
            throw new DamagedArchiveException("the blob %s at byte %d has %d bytes in place of %d", descriptor.digest(),
                    entry.position(), entry.size(), descriptor.size());
        }
        return entry;
    }

    /**
     * An entry by its name.
     * @throws DamagedArchiveException if there is none
     */
    StoredEntry require(String path) throws DamagedArchiveException {
        StoredEntry entry = this.entries.get(path);
        if (entry == null) {
            throw new DamagedArchiveException("it has no %s", path);
        }
        return entry;
    }

    /** The bytes of a document of the archive itself, such as {@code index.json}. */
    byte[] document(String path) throws IOException {
        return document(require(path));
    }

    /**
     * The bytes of a manifest or config.
     * @throws DamagedArchiveException if they are not what the descriptor addresses
     */
    byte[] document(Descriptor descriptor) throws IOException {
        StoredEntry entry = require(descriptor);
        byte[] content = document(entry);
        if (!descriptor.matches(content)) {
            throw wrongBytes(entry);
        }
        return content;
    }

    FileRange range(StoredEntry entry) {
        return new FileRange(this.bytes, entry.position(), entry.size());
    }

    static DamagedArchiveException wrongBytes(StoredEntry entry) {
        return new DamagedArchiveException("the %d bytes of %s at byte %d are not those of its digest", entry.size(),
                entry.path(), entry.position());
    }

    @Override
    public void close() throws IOException {
        this.bytes.close();
    }

    private byte[] document(StoredEntry entry) throws IOException {
        if (entry.size() > MAX_DOCUMENT) {
            throw new DamagedArchiveException("%s at byte %d is too large for a document", entry.path(),
                    entry.position());
        }
        return range(entry).bytes();
    }

}
