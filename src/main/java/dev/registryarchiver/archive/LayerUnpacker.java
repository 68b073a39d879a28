package dev.registryarchiver.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.ZstdInputStream;

import dev.registryarchiver.image.Digest;

/**
 * Unpacks layers as loaders do, by their first bytes and not by their media type, and
 * keeps nothing but the digest.
 */
final class LayerUnpacker {

    private static final int BUFFER = 128 * 1024;

    private static final byte[] GZIP = { 0x1F, (byte) 0x8B };

    private static final byte[] ZSTD = { 0x28, (byte) 0xB5, 0x2F, (byte) 0xFD };

    private static final byte[] BZIP2 = { 'B', 'Z', 'h' };

    private static final byte[] XZ = { (byte) 0xFD, '7', 'z', 'X', 'Z', 0 };

    private final Runnable checkpoint;

    /**
     * @param checkpoint called for every buffer; throws to end it
     */
    LayerUnpacker(Runnable checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Digest of a layer without its compression.
     * @param expected tells the algorithm
     * @throws UnknownCompressionException if this program cannot unpack it
     * @throws IOException if it does not unpack
     */
    Digest diffId(FileRange layer, Digest expected) throws IOException {
        MessageDigest hash = expected.newMessageDigest();
        try (InputStream content = unpacked(new BufferedInputStream(layer.openStream(), BUFFER))) {
            byte[] buffer = new byte[BUFFER];
            int length;
            while ((length = content.read(buffer)) != -1) {
                this.checkpoint.run();
                hash.update(buffer, 0, length);
            }
        }
        return Digest.from(expected.algorithm(), hash.digest());
    }

    private static InputStream unpacked(BufferedInputStream content) throws IOException {
        content.mark(XZ.length);
        byte[] magic = content.readNBytes(XZ.length);
        content.reset();
        if (startsWith(magic, GZIP)) {
            return new GZIPInputStream(content, BUFFER);
        }
        if (startsWith(magic, ZSTD)) {
            return zstd(content);
        }
        if (startsWith(magic, BZIP2) || startsWith(magic, XZ)) {
            throw new UnknownCompressionException(startsWith(magic, XZ) ? "xz" : "bzip2");
        }
        return content;
    }

    private static InputStream zstd(InputStream content) throws IOException {
        try {
            return new ZstdInputStream(content);
        }
        catch (LinkageError ex) {
            // There is no native library for this machine, or no place to put it.
            throw new UnknownCompressionException("zstd");
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] magic) {
        return bytes.length >= magic.length && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
    }

    /** A layer is compressed in a way that is not known here. */
    static final class UnknownCompressionException extends IOException {

        UnknownCompressionException(String compression) {
            super("compressed with %s, which cannot be unpacked here".formatted(compression));
        }

    }

}
