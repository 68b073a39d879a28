package dev.registryarchiver.registry;

import java.net.URI;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Redaction;

/** An answer that none of the other exceptions explains better. */
public final class UnexpectedAnswerException extends RegistryException {

    private static final Set<Integer> TRANSIENT = Set.of(408, 425, 429);

    private static final int NOT_FOUND = 404;

    // What registries say of one document: gone, blocked by a rule such as Harbor's scan
    // policy, not to be served in any form, blocked by law.
    private static final Set<Integer> WITHHELD = Set.of(406, 410, 412, 415, 422, 451);

    private final int status;

    private final boolean withheld;

    private UnexpectedAnswerException(int status, boolean withheld, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
        this.withheld = withheld;
    }

    /** A status that says that it went wrong. */
    static UnexpectedAnswerException ofStatus(String action, URI uri, int status, ErrorBody error) {
        return new UnexpectedAnswerException(status, WITHHELD.contains(status) && !error.isPage(),
                "Cannot %s: %s answered %d%s. %s".formatted(action, Redaction.of(uri), status, error.inParentheses(),
                        remedy(status)),
                null);
    }

    /**
     * A good status with a body that is something else.
     * @param what what the body is, completing "answered with"
     */
    static UnexpectedAnswerException ofBody(String action, URI uri, int status, String what,
            @Nullable Throwable cause) {
        return new UnexpectedAnswerException(status, false,
                "Cannot %s: %s answered with %s. Check that registry.url leads to the registry and not to a page before it."
                    .formatted(action, Redaction.of(uri), Printable.of(what)),
                cause);
    }

    /**
     * A good status of a product's own API with a body that is something else.
     * @param what what the body is, completing "answered with"
     */
    static UnexpectedAnswerException ofApi(URI uri, int status, String what, @Nullable Throwable cause) {
        return new UnexpectedAnswerException(status, false,
                "Cannot list repositories: %s answered with %s. Check that catalog.source fits the registry and that catalog.api-url leads to its API."
                    .formatted(Redaction.of(uri), Printable.of(what)),
                cause);
    }

    /** HTTP status of the answer. */
    public int status() {
        return this.status;
    }

    /**
     * Whether the same request may well succeed later: status 408, 425, 429 or 5xx but
     * 501 and 505.
     */
    public boolean isTransient() {
        return isTransient(this.status);
    }

    /**
     * Whether the registry has the content and does not hand it out: status 406, 410,
     * 412, 415, 422 or 451. A page for people is no word of the registry.
     */
    @Override
    public boolean isLasting() {
        return this.withheld;
    }

    static boolean isTransient(int status) {
        return TRANSIENT.contains(status) || (status >= 500 && status != 501 && status != 505);
    }

    private static String remedy(int status) {
        if (isTransient(status)) {
            return "Run 'retry' when the registry is well again.";
        }
        return (status == NOT_FOUND)
                ? "No registry says so in this way. Look at what is in front of it, and run 'retry' when it is back."
                : "Look into the log of the registry for the reason.";
    }

}
