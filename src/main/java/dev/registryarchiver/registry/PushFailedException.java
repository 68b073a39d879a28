package dev.registryarchiver.registry;

import java.net.URI;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Redaction;
import dev.registryarchiver.transport.Response;

/** The registry did not take what was pushed. */
public final class PushFailedException extends RegistryException {

    private static final Set<Integer> READ_ONLY = Set.of(405, 501);

    private static final int TOO_LARGE = 413;

    private static final int NO_ROOM = 507;

    private final boolean refused;

    private PushFailedException(boolean refused, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** A status that says that it went wrong. */
    static PushFailedException ofStatus(String action, Response response) {
        return ofStatus(action, response.uri(), response.status(), ErrorBody.of(response));
    }

    static PushFailedException ofStatus(String action, URI uri, int status, ErrorBody error) {
        return new PushFailedException(status == 403 || READ_ONLY.contains(status), "Cannot %s: %s answered %d%s. %s"
            .formatted(action, Redaction.of(uri), status, error.inParentheses(), remedy(status)), null);
    }

    /** The user is known, or nobody, and may not. */
    static PushFailedException ofAccess(RepositoryName repository, RuntimeException cause) {
        return new PushFailedException(true,
                "Cannot push to %s: this user may not push there. Grant the actions pull and push, or give other credentials. (%s)"
                    .formatted(repository, cause.getMessage()),
                cause);
    }

    /** An upload that came to nothing again and again. */
    static PushFailedException ofUpload(String action, int times, String last, @Nullable Throwable cause) {
        return new PushFailedException(false,
                "Cannot %s: it came to nothing %d times in a row, the last time because %s. Run 'restore' again when registry and network are well; what is there is not pushed again."
                    .formatted(action, times, last),
                cause);
    }

    /** The registry calls it something else than it is. */
    static PushFailedException ofDigest(String name, Digest pushed, String told) {
        return new PushFailedException(false,
                "%s was pushed as %s, and the registry says that it is %s. Do not trust it: look at what is in front of the registry, and at its storage."
                    .formatted(name, pushed, told),
                null);
    }

    /** Whether trying again unchanged cannot help. */
    public boolean isRefusal() {
        return this.refused;
    }

    private static String remedy(int status) {
        if (status == 403) {
            return "The user may not push there, or a quota or rule of the registry forbids it.";
        }
        if (READ_ONLY.contains(status)) {
            return "It takes no pushes: it may be read-only, a mirror, or something else than a registry.";
        }
        if (status == TOO_LARGE) {
            return "Raise the limit of the registry or of the proxy in front of it, or lower restore.chunk-size.";
        }
        if (status == NO_ROOM) {
            return "Its storage is full.";
        }
        return UnexpectedAnswerException.isTransient(status)
                ? "Run 'restore' again when the registry is well; what is there is not pushed again."
                : "Look into the log of the registry for the reason.";
    }

}
