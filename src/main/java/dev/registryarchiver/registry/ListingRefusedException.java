package dev.registryarchiver.registry;

import java.net.URI;

import dev.registryarchiver.transport.Redaction;

/** A product's own API does not list repositories for us. */
public final class ListingRefusedException extends RegistryException {

    private final int status;

    private final boolean rateLimit;

    private ListingRefusedException(URI uri, int status, String words, String remedy, boolean rateLimit) {
        super("Cannot list repositories: %s answered %d%s. %s".formatted(Redaction.of(uri), status,
                words.isEmpty() ? "" : " (" + words + ")", remedy));
        this.status = status;
        this.rateLimit = rateLimit;
    }

    static ListingRefusedException of(URI uri, int status, String words, String remedy) {
        return new ListingRefusedException(uri, status, words, remedy, false);
    }

    /** GitHub's way to say that there were too many requests. */
    static ListingRefusedException rateLimited(URI uri, int status) {
        return new ListingRefusedException(uri, status, "its rate limit is used up",
                "Run again in an hour, or use a token with a higher limit.", true);
    }

    /** HTTP status of the answer. */
    public int status() {
        return this.status;
    }

    /** Whether the same request will be granted later. */
    public boolean isRateLimit() {
        return this.rateLimit;
    }

}
