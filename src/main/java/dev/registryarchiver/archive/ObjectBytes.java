package dev.registryarchiver.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of an object in a bucket. What is read from front to back comes over one
 * connection; what is read here and there, in pieces large enough for what lies beside
 * it. For one thread.
 */
final class ObjectBytes implements ArchiveBytes {

    private static final int PIECE = 64 * 1024;

    private static final int MAX_BREAKS = 5;

    private final Bucket bucket;

    private final String name;

    private final long size;

    private byte[] piece = new byte[0];

    private long pieceStart;

    private @Nullable InputStream stream;

    private long streamPosition;

    private ObjectBytes(Bucket bucket, String name, long size) {
        this.bucket = bucket;
        this.name = name;
        this.size = size;
    }

    /**
     * Opens an object.
     * @throws NoSuchFileException if there is none
     */
    static ObjectBytes open(Bucket bucket, String name) throws IOException {
        try {
            ArchiveFile file = bucket.find(name).orElseThrow(() -> new NoSuchFileException(name));
            return new ObjectBytes(bucket, name, file.size());
        }
        catch (BucketException ex) {
            throw new IOException(ex.getMessage(), ex);
        }
    }

    @Override
    public long size() {
        return this.size;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (position >= this.size) {
            return -1;
        }
        int breaks = 0;
        while (true) {
            try {
                return isInPiece(position) ? readPiece(target, position) : readOn(target, position);
            }
            catch (BucketException ex) {
                throw new IOException(ex.getMessage(), ex);
            }
            catch (NoSuchFileException ex) {
                throw ex;
            }
            catch (IOException ex) {
                closeStream();
                if (++breaks > MAX_BREAKS) {
                    throw ex;
                }
            }
        }
    }

    private boolean isInPiece(long position) {
        return position >= this.pieceStart && position < this.pieceStart + this.piece.length;
    }

    private int readPiece(ByteBuffer target, long position) {
        int from = (int) (position - this.pieceStart);
        int count = Math.min(target.remaining(), this.piece.length - from);
        target.put(this.piece, from, count);
        return count;
    }

    private int readOn(ByteBuffer target, long position) throws IOException {
        if (this.stream != null && position == this.streamPosition) {
            return readStream(this.stream, target);
        }
        if (target.remaining() > PIECE) {
            closeStream();
            this.stream = openAt(position, this.size - position);
            this.streamPosition = position;
            return readStream(this.stream, target);
        }
        int length = (int) Math.min(PIECE, this.size - position);
        try (InputStream content = openAt(position, length)) {
            byte[] bytes = content.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("The object ends early");
            }
            this.piece = bytes;
            this.pieceStart = position;
        }
        return readPiece(target, position);
    }

    private int readStream(InputStream content, ByteBuffer target) throws IOException {
        int count = content.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
        if (count < 0) {
            throw new EOFException("The object ends early");
        }
        target.position(target.position() + count);
        this.streamPosition += count;
        return count;
    }

    private InputStream openAt(long position, long length) throws NoSuchFileException {
        return ObjectStreams.abandonable(
                this.bucket.open(this.name, position, length).orElseThrow(() -> new NoSuchFileException(this.name)));
    }

    private void closeStream() {
        InputStream open = this.stream;
        this.stream = null;
        if (open != null) {
            try {
                open.close();
            }
            catch (IOException ex) {
                // Nobody reads on.
            }
        }
    }

    @Override
    public void close() {
        closeStream();
    }

}
