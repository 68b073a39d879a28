package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of a blob that is to be pushed, readable from any of them on and again. */
@FunctionalInterface
public interface BlobContent {

    /**
     * Writes some of them.
     * @param position first byte
     * @param count how many
     * @throws IOException if the connection breaks; content that cannot be read is
     * another exception
     */
    void writeTo(long position, long count, OutputStream output) throws IOException;

}
