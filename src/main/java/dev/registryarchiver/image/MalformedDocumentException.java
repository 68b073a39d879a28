package dev.registryarchiver.image;

/** A manifest, index or config that cannot be read, or that could be read in two ways. */
public final class MalformedDocumentException extends RuntimeException {

    MalformedDocumentException(String message) {
        super(message);
    }

}
