package dev.registryarchiver.registry;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

import dev.registryarchiver.transport.Response;

/**
 * Compression that a proxy put around an answer although none was asked for. Some servers
 * only claim it: Apache labels a stored gzip file that way and sends its bytes as they
 * are (<a href="https://github.com/moby/moby/issues/17595">moby#17595</a>).
 */
final class ContentCoding {

    private ContentCoding() {
    }

    /** Whether the answer says that it was compressed with gzip on the way. */
    static boolean isGzip(Response response) {
        return response.header("Content-Encoding")
            .map((value) -> value.strip().toLowerCase(Locale.ROOT))
            .filter((value) -> value.equals("gzip") || value.equals("x-gzip"))
            .isPresent();
    }

    /** Whether the bytes start as a gzip file does; no JSON document does. */
    static boolean looksLikeGzip(byte[] content) {
        return content.length > 2 && (content[0] & 0xff) == 0x1f && (content[1] & 0xff) == 0x8b;
    }

    /** The body of a JSON document without the compression. */
    static InputStream decode(Response response) throws IOException {
        if (!isGzip(response)) {
            return response.body();
        }
        BufferedInputStream body = new BufferedInputStream(response.body());
        body.mark(3);
        byte[] start = body.readNBytes(3);
        body.reset();
        return looksLikeGzip(start) ? new GZIPInputStream(body) : body;
    }

    /**
     * The content inside of a gzip file.
     * @param limit most bytes of content; of more, one byte beyond the limit is returned
     * @throws IOException if it is no gzip file or ends early
     */
    static byte[] gunzip(byte[] content, int limit) throws IOException {
        try (GZIPInputStream input = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return input.readNBytes(limit + 1);
        }
    }

}
