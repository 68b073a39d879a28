package dev.registryarchiver.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a request carries; it is written anew whenever the request is sent. */
public interface RequestBody {

    /** Nothing. */
    RequestBody NONE = of(new byte[0]);

    /** Length in bytes. */
    long length();

    /**
     * Writes all of it, best in pieces of 64 KiB or more.
     * @throws IOException if the connection breaks; content that cannot be had is another
     * exception, since it is no reason to ask the server again
     */
    void writeTo(OutputStream output) throws IOException;

    /** Some bytes. */
    static RequestBody of(byte[] content) {
        return new RequestBody() {

            @Override
            public long length() {
                return content.length;
            }

            @Override
            public void writeTo(OutputStream output) throws IOException {
                output.write(content);
            }

        };
    }

    /** A text in UTF-8. */
    static RequestBody of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

}
