package dev.registryarchiver.fake;

import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/**
 * A manifest or index of any shape, right or wrong, with what has to be pushed before it.
 *
 * @param mediaType media type it is served with
 * @param content its exact bytes
 * @param blobs configs and layers
 * @param children manifests it lists
 */
public record TestDocument(String mediaType, byte[] content, List<Content> blobs,
        List<TestDocument> children) implements Pushable {

    public TestDocument {
        blobs = List.copyOf(blobs);
        children = List.copyOf(children);
    }

    /** A document that refers to nothing that is pushed with it. */
    public static TestDocument of(String mediaType, String text) {
        return new TestDocument(mediaType, text.getBytes(StandardCharsets.UTF_8), List.of(), List.of());
    }

    /** The same bytes served with another media type. */
    public TestDocument withMediaType(String value) {
        return new TestDocument(value, this.content, this.blobs, this.children);
    }

    public Descriptor descriptor() {
        return new Descriptor(this.mediaType, digest(), this.content.length);
    }

    public Digest digest() {
        return Digest.sha256(this.content);
    }

    public String text() {
        return new String(this.content, StandardCharsets.UTF_8);
    }

    @Override
    public TestDocument document() {
        return this;
    }

}
