package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The bytes of a blob in an open archive. Safe for use by many threads. */
public final class RestorableBlob {

    private static final int BUFFER = 128 * 1024;

    private final FileRange range;

    private final Runnable checkpoint;

    RestorableBlob(FileRange range, Runnable checkpoint) {
        this.range = range;
        this.checkpoint = checkpoint;
    }

    /**
     * Writes some of the bytes.
     * @param position first byte
     * @param count how many
     * @throws IOException if {@code output} does not take them
     * @throws UncheckedIOException if they cannot be read
     */
    public void writeTo(long position, long count, OutputStream output) throws IOException {
        InputStream input = this.range.part(position, count).openStream();
        byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, count))];
        for (int read = read(input, buffer); read > 0; read = read(input, buffer)) {
            this.checkpoint.run();
            output.write(buffer, 0, read);
        }
    }

    private static int read(InputStream input, byte[] buffer) {
        try {
            return input.read(buffer);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("The archive cannot be read any more (%s)".formatted(ex.getMessage()), ex);
        }
    }

}
