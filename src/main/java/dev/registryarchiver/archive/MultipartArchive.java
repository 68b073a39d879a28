package dev.registryarchiver.archive;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Digest;

/**
 * An archive on its way into a bucket: written from its first byte to its last, and sent
 * part by part, one part being filled while the one before it is sent. Nothing has its
 * name before {@link #publish()}. Closing it without that keeps what is proven for the
 * next attempt at the same layout. For one thread.
 */
final class MultipartArchive implements AutoCloseable {

    /**
     * Most parts that an object can have.
     * @see <a href=
     * "https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Limits of
     * multipart uploads</a>
     */
    static final int MAX_PARTS = 10_000;

    /** Longest object that every storage takes, in bytes. */
    static final long MAX_LENGTH = 5L << 40;

    private static final long MIN_PART = 8L << 20;

    private static final Logger logger = LoggerFactory.getLogger(MultipartArchive.class);

    private final Bucket bucket;

    private final UploadRecords records;

    private final String name;

    private final ArchiveLayout layout;

    private final int partSize;

    private final Executor executor;

    private byte[] part;

    private int filled;

    private byte @Nullable [] spare;

    private @Nullable CompletableFuture<String> sending;

    private final List<String> sent = new ArrayList<>();

    private @Nullable String upload;

    private long recorded;

    private byte[] beforeMark = new byte[0];

    private long mark;

    private boolean finished;

    /** Begins an archive at its first byte. */
    MultipartArchive(Bucket bucket, UploadRecords records, String name, ArchiveLayout layout, Executor executor) {
        this.bucket = bucket;
        this.records = records;
        this.name = name;
        this.layout = layout;
        this.partSize = partSize(layout.length());
        this.executor = executor;
        this.part = new byte[this.partSize];
    }

    /**
     * Bytes of each part of an archive: as few as possible, and no more parts than are
     * allowed. A small archive is one part.
     */
    static int partSize(long length) {
        long least = Math.max(MIN_PART, (length + MAX_PARTS - 1) / MAX_PARTS);
        return (int) Math.min(Math.min(least, length), Integer.MAX_VALUE - 8);
    }

    /** Memory that one archive takes at most. */
    static long memory(long length) {
        int size = partSize(length);
        // One that is filled, one that is sent, and what was before a blob that may have
        // to be fetched again.
        return (size == length) ? size : 3L * size;
    }

    /**
     * Goes on where an earlier attempt stopped.
     * @param tags what was said of its whole parts
     * @param rest the bytes behind them
     */
    void resume(UploadRecord record, List<String> tags, byte[] rest) {
        this.upload = record.upload();
        this.sent.addAll(tags);
        System.arraycopy(rest, 0, this.part, 0, rest.length);
        this.filled = rest.length;
        this.recorded = record.position();
    }

    /** Number of bytes written so far. */
    long position() {
        return (long) this.partSize * (this.sent.size() + ((this.sending != null) ? 1 : 0)) + this.filled;
    }

    void write(ByteBuffer content) {
        while (content.hasRemaining()) {
            if (this.filled == this.partSize) {
                send();
            }
            int count = Math.min(content.remaining(), this.partSize - this.filled);
            content.get(this.part, this.filled, count);
            this.filled += count;
        }
    }

    /** Writes zeros. */
    void pad(long count) {
        write(ByteBuffer.allocate((int) count));
    }

    /**
     * Remembers this position, to come back to it.
     * @param length bytes that are going to be written meanwhile
     */
    void mark(long length) {
        if (this.filled == this.partSize) {
            send();
        }
        this.mark = position();
        // What stays in this part is still there.
        this.beforeMark = (length > this.partSize - this.filled) ? Arrays.copyOf(this.part, this.filled) : new byte[0];
    }

    /** Goes back to the remembered position; parts behind it are written again. */
    void rewind() {
        int whole = (int) (this.mark / this.partSize);
        int rest = (int) (this.mark - (long) whole * this.partSize);
        boolean sameBuffer = position() - this.filled == (long) whole * this.partSize;
        await();
        if (!sameBuffer) {
            System.arraycopy(this.beforeMark, 0, this.part, 0, rest);
        }
        this.sent.subList(whole, this.sent.size()).clear();
        this.filled = rest;
    }

    /** Everything up to here is right; takes note of that when it is worth it. */
    void proven() {
        this.beforeMark = new byte[0];
        if (position() / this.partSize > this.recorded / this.partSize && position() < this.layout.length()) {
            if (this.filled == this.partSize) {
                send();
            }
            await();
            record(position());
        }
    }

    /** Gives the archive its name, in place of an earlier one. */
    void publish() {
        if (position() != this.layout.length()) {
            throw new IllegalStateException(
                    "%s has %d bytes in place of %d".formatted(this.name, position(), this.layout.length()));
        }
        if (this.upload == null && this.sending == null) {
            this.bucket.write(this.name, this.part, this.filled);
            this.finished = true;
            return;
        }
        if (this.filled > 0) {
            send();
        }
        await();
        String id = Objects.requireNonNull(this.upload);
        complete(id);
        this.finished = true;
        this.records.delete(this.name);
    }

    private void complete(String id) {
        try {
            this.bucket.completeUpload(this.name, id, this.sent);
        }
        catch (BucketException ex) {
            // It may have been done, and only the answer been lost.
            ExistingArchive existing = new ExistingArchive(() -> ObjectBytes.open(this.bucket, this.name), () -> {
            });
            if (!existing.matches(this.layout)) {
                throw ex;
            }
        }
    }

    /** Nothing of it is of use to a later attempt. */
    void discard() {
        abandonSending();
        if (this.upload != null) {
            this.records.abort(this.name, this.upload);
        }
        this.finished = true;
    }

    @Override
    public void close() {
        if (this.finished) {
            return;
        }
        try {
            if (this.recorded > 0) {
                abandonSending();
            }
            else {
                discard();
            }
        }
        catch (BucketException ex) {
            logger.warn("{} The end of a complete run tries again", ex.getMessage());
        }
    }

    private void send() {
        await();
        if (this.upload == null) {
            this.upload = this.bucket.beginUpload(this.name);
            record(0);
        }
        byte[] full = this.part;
        int length = this.filled;
        String id = this.upload;
        int number = this.sent.size() + 1;
        this.sending = submit(() -> this.bucket.uploadPart(this.name, id, number, full, length));
        byte[] next = this.spare;
        this.part = (next != null) ? next : new byte[this.partSize];
        this.spare = full;
        this.filled = 0;
    }

    private CompletableFuture<String> submit(Supplier<String> request) {
        try {
            return CompletableFuture.supplyAsync(request, this.executor);
        }
        catch (RejectedExecutionException ex) {
            return CompletableFuture.completedFuture(request.get());
        }
    }

    private void await() {
        CompletableFuture<String> pending = this.sending;
        if (pending == null) {
            return;
        }
        try {
            this.sent.add(pending.join());
            this.sending = null;
        }
        catch (CompletionException ex) {
            this.sending = null;
            if (ex.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw ex;
        }
    }

    private void abandonSending() {
        CompletableFuture<String> pending = this.sending;
        this.sending = null;
        if (pending != null) {
            // It may come to its end later, and then it is part of nothing.
            pending.exceptionally((ex) -> "").join();
        }
    }

    private void record(long position) {
        String id = Objects.requireNonNull(this.upload);
        this.records.write(this.name,
                new UploadRecord(id, UploadRecord.fingerprint(this.layout), this.partSize, position,
                        UploadRecord.fingerprint(this.sent),
                        Digest.sha256(Arrays.copyOf(this.part, this.filled)).hex()));
        this.recorded = position;
    }

}
