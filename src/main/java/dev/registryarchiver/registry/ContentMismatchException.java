package dev.registryarchiver.registry;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

/** Content that is not what its descriptor says. */
public final class ContentMismatchException extends RegistryException {

    private final Descriptor expected;

    private final @Nullable Digest actualDigest;

    private final long actualSize;

    private ContentMismatchException(RepositoryName repository, Descriptor expected, @Nullable Digest actualDigest,
            long actualSize, String actual) {
        super("The registry sent something else for %s in %s: %d bytes were expected and %s came. "
            .formatted(expected.digest(), repository, expected.size(), actual)
                + "Push the image again if that repeats, or check what proxies do to the content.");
        this.expected = expected;
        this.actualDigest = actualDigest;
        this.actualSize = actualSize;
    }

    static ContentMismatchException ofContent(RepositoryName repository, Descriptor expected, byte[] content) {
        Digest actual = Digest.from(expected.digest().algorithm(),
                expected.digest().newMessageDigest().digest(content));
        return new ContentMismatchException(repository, expected, actual, content.length,
                "%d bytes with digest %s".formatted(content.length, actual));
    }

    static ContentMismatchException ofSize(RepositoryName repository, Descriptor expected, long actualSize) {
        return new ContentMismatchException(repository, expected, null, actualSize, "%d bytes".formatted(actualSize));
    }

    static ContentMismatchException ofExcess(RepositoryName repository, Descriptor expected) {
        return new ContentMismatchException(repository, expected, null, expected.size() + 1, "more");
    }

    /** What was asked for. */
    public Descriptor expected() {
        return this.expected;
    }

    /** The digest of what came, empty when only its length was looked at. */
    public Optional<Digest> actualDigest() {
        return Optional.ofNullable(this.actualDigest);
    }

    /**
     * The length of what came in bytes; of a blob that does not end in time, one more
     * than expected.
     */
    public long actualSize() {
        return this.actualSize;
    }

    @Override
    public boolean isLasting() {
        return true;
    }

}
