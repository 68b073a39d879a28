package dev.registryarchiver.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request on its way: no faster than the pace allows, and heard of by
 * whoever waits for the answer.
 */
final class SentBody extends AbstractHttpEntity {

    private static final String KEY = SentBody.class.getName();

    private final RequestBody body;

    private final Pace pace;

    private volatile Runnable progressed = () -> {
    };

    SentBody(RequestBody body, @Nullable String contentType, Pace pace) {
        super(contentType, null);
        this.body = body;
        this.pace = pace;
    }

    void joins(HttpContext context) {
        context.setAttribute(KEY, this);
    }

    /** Calls {@code listener} for every piece that the connection has taken. */
    static void onProgress(HttpContext context, Runnable listener) {
        if (context.getAttribute(KEY) instanceof SentBody sent) {
            sent.progressed = listener;
        }
    }

    @Override
    public void writeTo(OutputStream output) throws IOException {
        this.body.writeTo(new FilterOutputStream(output) {

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int turn = SentBody.this.pace.turn(length);
                for (int done = 0; done < length; done += turn) {
                    int count = Math.min(turn, length - done);
                    this.out.write(bytes, offset + done, count);
                    SentBody.this.progressed.run();
                    SentBody.this.pace.await(count);
                }
            }

        });
        output.flush();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public long getContentLength() {
        return this.body.length();
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("A body is only written");
    }

    @Override
    public void close() {
        // There is nothing open.
    }

}
