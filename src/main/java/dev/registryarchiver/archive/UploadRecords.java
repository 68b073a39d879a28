package dev.registryarchiver.archive;

import java.util.Optional;

/**
 * The records of archives on their way into a bucket. What was begun and not published by
 * an earlier process is known by them. Safe for use by many threads.
 */
final class UploadRecords {

    static final String FOLDER = ".state/uploads/";

    private static final String SUFFIX = ".json";

    private final Bucket bucket;

    private final BucketListing listing;

    UploadRecords(Bucket bucket, BucketListing listing) {
        this.bucket = bucket;
        this.listing = listing;
    }

    /** What an earlier attempt at an archive left. */
    Optional<UploadRecord> find(String name) {
        return this.listing.unfinished().containsKey(name) ? this.bucket.read(object(name)).flatMap(UploadRecord::of)
                : Optional.empty();
    }

    void write(String name, UploadRecord record) {
        this.bucket.write(object(name), record.content());
        this.listing.begun(name);
    }

    void delete(String name) {
        this.bucket.delete(object(name));
        this.listing.ended(name);
    }

    /** Gives up what was uploaded of an archive, and forgets it. */
    void abort(String name, String upload) {
        this.bucket.abortUpload(name, upload);
        delete(name);
    }

    /** The same for what an earlier process left. */
    void abort(String name) {
        find(name).ifPresentOrElse((record) -> abort(name, record.upload()), () -> delete(name));
    }

    /** The archive that an object is a record of. */
    static Optional<String> archive(String object) {
        return (object.startsWith(FOLDER) && object.endsWith(SUFFIX))
                ? Optional.of(object.substring(FOLDER.length(), object.length() - SUFFIX.length())) : Optional.empty();
    }

    private static String object(String archive) {
        return FOLDER + archive + SUFFIX;
    }

}
