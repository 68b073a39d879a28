package dev.registryarchiver.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body has not been read yet. Closing it before the end of the body gives
 * up the connection, unless the whole body is known to be short (64 KiB) and comes soon.
 */
public final class Response implements AutoCloseable {

    private static final int MAX_DRAINED = 64 * 1024;

    private final ClassicHttpResponse delegate;

    private final URI uri;

    private final Watch watch;

    private final Runnable end;

    private final Pace pace;

    private @Nullable WatchedInputStream body;

    /**
     * @param watch looks after the connection while the body is read
     * @param end called when the response is closed
     * @param pace how many bytes of the body are read in a second
     */
    Response(ClassicHttpResponse delegate, URI uri, Watch watch, Runnable end, Pace pace) {
        this.delegate = delegate;
        this.uri = uri;
        this.watch = watch;
        this.end = end;
        this.pace = pace;
    }

    /** HTTP status code. */
    public int status() {
        return this.delegate.getCode();
    }

    /** Whether the status is 2xx. */
    public boolean isSuccessful() {
        return status() / 100 == 2;
    }

    /** Where the answer came from, after redirects. */
    public URI uri() {
        return this.uri;
    }

    /** The first value of a header, by any case of its name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(this.delegate.getFirstHeader(name)).map(Header::getValue);
    }

    /** All lines of a header, in order; a line may itself hold a list. */
    public List<String> headers(String name) {
        return Arrays.stream(this.delegate.getHeaders(name)).map(Header::getValue).toList();
    }

    /** {@code Content-Length}, when it is there and a number. */
    public OptionalLong contentLength() {
        return header("Content-Length").filter((value) -> value.matches("\\d{1,18}"))
            .map((value) -> OptionalLong.of(Long.parseLong(value)))
            .orElse(OptionalLong.empty());
    }

    /**
     * The body as it comes, empty when there is none. One that comes too slowly breaks as
     * one does that does not come at all.
     */
    public InputStream body() throws IOException {
        InputStream content = (this.delegate.getEntity() != null) ? this.delegate.getEntity().getContent() : null;
        if (content == null) {
            return InputStream.nullInputStream();
        }
        if (this.body == null) {
            this.body = this.watch.over(content);
        }
        return this.pace.isUnlimited() ? this.body : new PacedInputStream(this.body, this.pace);
    }

    /**
     * The whole body as sent.
     * @param limit most bytes accepted
     * @throws ResponseTooLargeException if there are more; nothing beyond the limit is
     * kept
     * @throws IOException if the connection breaks, which the transport retries
     */
    public byte[] readBody(int limit) throws IOException {
        byte[] content = body().readNBytes(limit + 1);
        if (content.length > limit) {
            throw new ResponseTooLargeException(this.uri, limit);
        }
        return content;
    }

    /**
     * The first bytes of an error body: never fails, never waits for more than
     * {@code limit} bytes.
     */
    public byte[] readBodyLeniently(int limit) {
        try {
            return body().readNBytes(limit);
        }
        catch (IOException ex) {
            return new byte[0];
        }
    }

    @Override
    public void close() {
        // Closing the delegate reads the body to its end. For a little error body that
        // saves the connection; for a blob it would take hours.
        boolean ended = this.delegate.getEntity() == null || (this.body != null && this.body.hasEnded());
        if (!ended && contentLength().orElse(Long.MAX_VALUE) > MAX_DRAINED) {
            this.watch.cancel();
        }
        try (this.watch) {
            if (ended) {
                this.delegate.close();
            }
            else {
                this.watch.drain(this.delegate);
            }
        }
        catch (IOException ex) {
            // The connection is given up either way.
        }
        finally {
            this.end.run();
        }
    }

}
