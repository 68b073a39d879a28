package dev.registryarchiver.image;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Address of some content: media type, digest and size. Never the content itself.
 *
 * @param mediaType simplified media type, or empty when a document leaves it out
 * @param digest digest of the exact bytes
 * @param size length in bytes
 * @param annotations annotations, usually none
 * @param platform platform, in entries of an index
 * @param artifactType artifact type, or empty
 * @param urls other places that have the content (foreign layers); empty for nearly all
 * @param data the content itself in base64, where the document embeds it, or empty
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/descriptor.md">image-spec,
 * descriptor</a>
 */
public record Descriptor(String mediaType, Digest digest, long size, Map<String, String> annotations,
        @Nullable Platform platform, String artifactType, List<String> urls, String data) {

    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("A descriptor of %s has the negative size %d".formatted(digest, size));
        }
        // A few words that are said of a hundred thousand images.
        mediaType = mediaType.intern();
        artifactType = artifactType.intern();
        annotations = Map.copyOf(annotations);
        urls = List.copyOf(urls);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Map.of(), null, "", List.of(), "");
    }

    /** Whether {@code content} is exactly what this descriptor addresses. */
    public boolean matches(byte[] content) {
        return content.length == this.size && this.digest.matches(content);
    }

    /**
     * The content, where the document embeds it.
     * @throws MalformedDocumentException if what is embedded is not what the descriptor
     * addresses
     */
    public Optional<byte[]> embedded() {
        if (this.data.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getDecoder().decode(this.data);
            if (matches(content)) {
                return Optional.of(content);
            }
        }
        catch (IllegalArgumentException ex) {
            // Not base64 is as wrong as other bytes.
        }
        throw new MalformedDocumentException("The data embedded for %s is something else".formatted(this.digest));
    }

    // Records compare arrays by identity; the address is what makes two descriptors
    // equal.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Descriptor that && this.mediaType.equals(that.mediaType)
                && this.digest.equals(that.digest) && this.size == that.size;
    }

    @Override
    public int hashCode() {
        return this.digest.hashCode();
    }

    @Override
    public String toString() {
        return this.mediaType + " " + this.digest + " (" + this.size + " bytes)";
    }

}
