package dev.registryarchiver.archive;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * The part of a bucket that archives are in: what can be asked of it, by names below its
 * prefix, and every failure in words. Safe for use by many threads.
 */
final class Bucket implements AutoCloseable {

    private static final long MAX_COPY = 5L << 30;

    private static final long COPIED_PART = 1L << 30;

    private static final String CONTENT_TYPE = "application/octet-stream";

    private final S3Client client;

    private final BucketLocation location;

    Bucket(S3Client client, BucketLocation location) {
        this.client = client;
        this.location = location;
    }

    BucketLocation location() {
        return this.location;
    }

    /** Shows every object below a prefix, in the order of their keys. */
    void list(String prefix, Consumer<ArchiveFile> consumer) {
        attempt("list", prefix, () -> {
            this.client.listObjectsV2Paginator((request) -> request.bucket(bucket()).prefix(this.location.key(prefix)))
                .contents()
                .forEach((object) -> consumer.accept(new ArchiveFile(name(object.key()), object.size(),
                        (object.lastModified() != null) ? object.lastModified() : Instant.EPOCH)));
            return true;
        });
    }

    /** An object, where there is one. */
    Optional<ArchiveFile> find(String name) {
        return attemptOptional("look at", name, () -> {
            HeadObjectResponse head = this.client
                .headObject((request) -> request.bucket(bucket()).key(this.location.key(name)));
            return new ArchiveFile(name, head.contentLength(),
                    (head.lastModified() != null) ? head.lastModified() : Instant.EPOCH);
        });
    }

    /** All bytes of a small object. */
    Optional<byte[]> read(String name) {
        return attemptOptional("read", name,
                () -> this.client.getObjectAsBytes((request) -> request.bucket(bucket()).key(this.location.key(name)))
                    .asByteArray());
    }

    /**
     * Opens some bytes of an object.
     * @return empty when there is no such object
     */
    Optional<InputStream> open(String name, long from, long length) {
        return attemptOptional("read", name,
                () -> this.client.getObject((request) -> request.bucket(bucket())
                    .key(this.location.key(name))
                    .range("bytes=%d-%d".formatted(from, from + length - 1))));
    }

    void write(String name, byte[] content) {
        write(name, content, content.length);
    }

    /** Writes an object of the first bytes of an array, all at once. */
    void write(String name, byte[] content, int length) {
        attempt("write", name,
                () -> this.client.putObject((request) -> request.bucket(bucket())
                    .key(this.location.key(name))
                    .contentType(CONTENT_TYPE)
                    .contentMD5(md5(content, length)), body(content, length)));
    }

    void delete(String name) {
        attempt("delete", name,
                () -> this.client.deleteObject((request) -> request.bucket(bucket()).key(this.location.key(name))));
    }

    /** Copies an object without bringing it here. */
    void copy(String from, String to, long size) {
        if (size <= MAX_COPY) {
            attempt("copy", from,
                    () -> this.client.copyObject((request) -> request.sourceBucket(bucket())
                        .sourceKey(this.location.key(from))
                        .destinationBucket(bucket())
                        .destinationKey(this.location.key(to))));
            return;
        }
        String upload = beginUpload(to);
        List<String> parts = new ArrayList<>();
        for (long done = 0; done < size; done += COPIED_PART) {
            String range = "bytes=%d-%d".formatted(done, Math.min(size, done + COPIED_PART) - 1);
            int number = parts.size() + 1;
            parts
                .add(attempt("copy", from,
                        () -> this.client.uploadPartCopy((request) -> request.sourceBucket(bucket())
                            .sourceKey(this.location.key(from))
                            .destinationBucket(bucket())
                            .destinationKey(this.location.key(to))
                            .uploadId(upload)
                            .partNumber(number)
                            .copySourceRange(range)).copyPartResult().eTag()));
        }
        completeUpload(to, upload, parts);
    }

    /** Begins an object that is written in parts, and is not there before its end. */
    String beginUpload(String name) {
        return attempt("write", name,
                () -> this.client.createMultipartUpload(
                        (request) -> request.bucket(bucket()).key(this.location.key(name)).contentType(CONTENT_TYPE))
                    .uploadId());
    }

    /**
     * Writes one part, in place of an earlier one of its number.
     * @param number from 1 on
     * @return what its end needs to know of it
     */
    String uploadPart(String name, String upload, int number, byte[] content, int length) {
        return attempt("write", name,
                () -> this.client
                    .uploadPart((request) -> request.bucket(bucket())
                        .key(this.location.key(name))
                        .uploadId(upload)
                        .partNumber(number)
                        .contentMD5(md5(content, length)), body(content, length))
                    .eTag());
    }

    /**
     * The parts that an upload has.
     * @return by number, what was said of each when it was written and its length; empty
     * when there is no such upload
     */
    Optional<Map<Integer, StoredPart>> parts(String name, String upload) {
        return attemptOptional("look at", name, () -> {
            Map<Integer, StoredPart> parts = new HashMap<>();
            for (Part part : this.client
                .listPartsPaginator((request) -> request.bucket(bucket()).key(this.location.key(name)).uploadId(upload))
                .parts()) {
                parts.put(part.partNumber(), new StoredPart(part.eTag(), part.size()));
            }
            return parts;
        });
    }

    /** Makes an object of the parts, all at once. */
    void completeUpload(String name, String upload, List<String> parts) {
        List<CompletedPart> completed = new ArrayList<>();
        for (String part : parts) {
            completed.add(CompletedPart.builder().partNumber(completed.size() + 1).eTag(part).build());
        }
        attempt("write", name,
                () -> this.client.completeMultipartUpload((request) -> request.bucket(bucket())
                    .key(this.location.key(name))
                    .uploadId(upload)
                    .multipartUpload((finished) -> finished.parts(completed))));
    }

    /** Gives up what was uploaded; nothing happens when there is no such upload. */
    void abortUpload(String name, String upload) {
        attemptOptional("clean up", name, () -> this.client
            .abortMultipartUpload((request) -> request.bucket(bucket()).key(this.location.key(name)).uploadId(upload)));
    }

    /**
     * All uploads that were begun below the prefix and not ended. Some storage tells only
     * of those of one key, and then there are none here.
     */
    List<OpenUpload> uploads() {
        List<OpenUpload> found = new ArrayList<>();
        attempt("list the uploads in", "", () -> {
            this.client
                .listMultipartUploadsPaginator((request) -> request.bucket(bucket()).prefix(this.location.prefix()))
                .uploads()
                .forEach((upload) -> found.add(new OpenUpload(name(upload.key()), upload.uploadId(),
                        (upload.initiated() != null) ? upload.initiated() : Instant.now())));
            return true;
        });
        return found;
    }

    @Override
    public void close() {
        this.client.close();
    }

    private String bucket() {
        return this.location.bucket();
    }

    private String name(String key) {
        return key.substring(Math.min(key.length(), this.location.prefix().length()));
    }

    private <T> T attempt(String action, String name, Supplier<T> request) {
        try {
            return request.get();
        }
        catch (SdkException ex) {
            throw BucketFailure.of(ex, action, this.location.url(name));
        }
    }

    private <T> Optional<T> attemptOptional(String action, String name, Supplier<? extends T> request) {
        try {
            return Optional.of(request.get());
        }
        catch (SdkException ex) {
            if (BucketFailure.isAbsent(ex)) {
                return Optional.empty();
            }
            throw BucketFailure.of(ex, action, this.location.url(name));
        }
    }

    // Not the client's own body of bytes, which copies them.
    private static RequestBody body(byte[] content, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(content, 0, length), length,
                CONTENT_TYPE);
    }

    /** Every storage checks it, and not every one knows the checksums that came later. */
    private static String md5(byte[] content, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(content, 0, length);
            return new String(Base64.getEncoder().encode(digest.digest()), StandardCharsets.US_ASCII);
        }
        catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java has MD5", ex);
        }
    }

    /**
     * A part of an upload.
     *
     * @param tag what was said when it was written
     * @param size length in bytes
     */
    record StoredPart(String tag, long size) {

    }

    /**
     * An upload that was not ended.
     *
     * @param name of the object
     * @param id tells it from other uploads of the same object
     * @param begun when it was begun
     */
    record OpenUpload(String name, String id, Instant begun) {

    }

}
