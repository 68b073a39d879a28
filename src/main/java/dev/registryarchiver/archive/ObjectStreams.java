package dev.registryarchiver.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import software.amazon.awssdk.http.Abortable;

/** Ends the reading of objects. */
final class ObjectStreams {

    private ObjectStreams() {
    }

    /** The same content, whose closing before its end does not wait for the rest. */
    static InputStream abandonable(InputStream content) {
        return new FilterInputStream(content) {

            private boolean ended;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                this.ended = count < 0;
                return count;
            }

            @Override
            public void close() throws IOException {
                if (!this.ended && this.in instanceof Abortable abortable) {
                    abortable.abort();
                }
                super.close();
            }

        };
    }

}
