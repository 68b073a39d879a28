package dev.registryarchiver.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import dev.registryarchiver.image.Digest;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A real layer: a gzip'd tar with one file.
 *
 * @param content the compressed bytes, as a registry serves them
 * @param diffId digest of the tar
 */
public record TestLayer(byte[] content, Digest diffId) {

    /** A layer with one file of text. */
    public static TestLayer of(String file, String text) {
        return of(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A layer with one file. */
    public static TestLayer of(String file, byte[] bytes) {
        byte[] tar = tar(file, bytes);
        return new TestLayer(gzip(tar), Digest.sha256(tar));
    }

    /**
     * A layer that does not compress, so that it is about as large as asked for.
     * @param seed same seed, same bytes
     * @param size bytes of its file
     */
    public static TestLayer random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return of("data-" + seed + ".bin", bytes);
    }

    private static byte[] tar(String file, byte[] bytes) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(output)) {
            TarArchiveEntry entry = new TarArchiveEntry(file);
            entry.setSize(bytes.length);
            entry.setModTime(0L);
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return output.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(output)) {
            gzip.write(bytes);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        return output.toByteArray();
    }

}
