package dev.registryarchiver.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Response;

/**
 * The bytes of a blob from an offset to its end, or to the end of a part of it: never
 * fewer without an {@link IOException}, never more. Closing it closes the response.
 */
final class BlobStream extends InputStream {

    private final RepositoryName repository;

    private final Descriptor blob;

    private final Response response;

    private final InputStream content;

    private long unwanted;

    private long remaining;

    /**
     * @param content body of the response
     * @param unwanted how many bytes of it come before the first one that is wanted
     * @param length how many bytes are wanted; there must be none behind them
     */
    BlobStream(RepositoryName repository, Descriptor blob, Response response, InputStream content, long unwanted,
            long length) {
        this.repository = repository;
        this.blob = blob;
        this.response = response;
        this.content = content;
        this.unwanted = unwanted;
        this.remaining = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (this.remaining == 0) {
            return -1;
        }
        skipUnwanted();
        int count = this.content.read(buffer, offset, (int) Math.min(length, this.remaining));
        if (count < 0) {
            throw new EOFException("The blob ends %d bytes early".formatted(this.remaining));
        }
        this.remaining -= count;
        if (this.remaining == 0) {
            expectEnd();
        }
        return count;
    }

    @Override
    public void close() {
        this.response.close();
    }

    private void skipUnwanted() throws IOException {
        this.content.skipNBytes(this.unwanted);
        this.unwanted = 0;
    }

    // Together with the last byte and not one call later: whoever counts bytes does not
    // ask again, and the connection is only used again when its end was seen.
    private void expectEnd() {
        try (this.response) {
            if (this.content.read() >= 0) {
                throw ContentMismatchException.ofExcess(this.repository, this.blob);
            }
        }
        catch (IOException ex) {
            // Everything that was wanted is there.
        }
    }

}
