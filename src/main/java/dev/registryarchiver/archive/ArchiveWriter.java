package dev.registryarchiver.archive;

/**
 * Writes archives and publishes each when every byte of it is right. Safe for use by many
 * threads.
 */
interface ArchiveWriter {

    /**
     * Writes one archive in place of an earlier one of its name.
     * @return where the bytes of its blobs came from
     * @throws ArchiveException if it could not be written; what can be of use to another
     * attempt is kept
     */
    Transferred write(ArchiveOrder order);

}
