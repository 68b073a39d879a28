package dev.registryarchiver.fake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import dev.registryarchiver.image.Digest;

/** Bytes to serve, in memory or made up while they are read. */
public interface Content {

    /** Length in bytes. */
    long length();

    /** The bytes from the first one on; the caller closes the stream. */
    InputStream open();

    static Content of(byte[] bytes) {
        return new Content() {

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

        };
    }

    static Content of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Zeros, as many gigabytes as wanted, which take no memory. */
    static Content zeros(long length) {
        return new Content() {

            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() {
                return new ZeroInputStream(length);
            }

        };
    }

    /** The bytes from {@code first} to before {@code end}. */
    default Content range(long first, long end) {
        Content whole = this;
        return new Content() {

            @Override
            public long length() {
                return end - first;
            }

            @Override
            public InputStream open() {
                try {
                    InputStream stream = whole.open();
                    stream.skipNBytes(first);
                    return new LimitedInputStream(stream, length());
                }
                catch (IOException ex) {
                    throw new UncheckedIOException(ex);
                }
            }

        };
    }

    /** The same with more behind it. */
    default Content followedBy(Content more) {
        Content first = this;
        return new Content() {

            @Override
            public long length() {
                return first.length() + more.length();
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(first.open(), more.open());
            }

        };
    }

    /** The same with every bit of one byte turned over. */
    default Content corruptedAt(long index) {
        Content wrong = of(new byte[] { (byte) ~range(index, index + 1).bytes()[0] });
        return range(0, index).followedBy(wrong).followedBy(range(index + 1, length()));
    }

    /** The same, but no faster than this. */
    default Content throttled(long bytesPerSecond) {
        Content fast = this;
        return new Content() {

            @Override
            public long length() {
                return fast.length();
            }

            @Override
            public InputStream open() {
                return new ThrottledInputStream(fast.open(), bytesPerSecond);
            }

        };
    }

    /** Everything at once, for content that fits into memory. */
    default byte[] bytes() {
        try (InputStream stream = open()) {
            return stream.readAllBytes();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** SHA-256 of everything. */
    default Digest digest() {
        MessageDigest computation = Digest.sha256(new byte[0]).newMessageDigest();
        try (InputStream stream = open()) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                computation.update(buffer, 0, count);
            }
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return Digest.from("sha256", computation.digest());
    }

}
