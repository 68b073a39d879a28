package dev.registryarchiver.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/**
 * Where the content of images comes from. Used by many threads at once; whatever it
 * delivers is verified here again. Unchecked exceptions end the image and reach the
 * caller of {@link ImageArchiver} as they are.
 */
public interface ImageSource {

    /**
     * Fetches a small document: a manifest or an index where
     * {@link dev.registryarchiver.image.MediaTypes} says that the media type is one, and
     * the blob of a config otherwise.
     * @return the bytes exactly as served, or empty when the registry does not have it
     */
    Optional<byte[]> fetchDocument(RepositoryName repository, Descriptor descriptor);

    /**
     * Opens a blob from a byte onwards. The caller closes the stream, often before its
     * end; closing must then not wait for the rest.
     * @param offset first byte wanted, at least 0 and less than the size
     * @throws FileNotFoundException if the registry does not have the blob, or may not
     * hand it out (foreign layers)
     * @throws IOException if the connection broke; the same blob is then opened again at
     * the first byte that is missing
     */
    InputStream openBlob(RepositoryName repository, Descriptor descriptor, long offset) throws IOException;

    /**
     * Opens a part of a blob, while other parts of it may be open, too.
     * @param offset first byte wanted
     * @param end behind the last byte wanted
     * @return exactly these bytes, or empty where they are not to be had by themselves
     * @throws IOException if the connection broke
     */
    default Optional<InputStream> openPart(RepositoryName repository, Descriptor descriptor, long offset, long end)
            throws IOException {
        return Optional.empty();
    }

}
