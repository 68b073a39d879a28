package dev.registryarchiver.registry;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.UnreachableException;

/**
 * Brings one blob to the registry, whatever happens on the way: what the registry says
 * that it has is not sent again, a lost upload is begun anew, and where the registry does
 * not take the bytes in one manner it is given them in another. Not thread-safe.
 */
final class BlobUpload {

    private static final Logger logger = LoggerFactory.getLogger(BlobUpload.class);

    private final UploadEndpoint endpoint;

    private final UploadHabits habits;

    private final UploadPolicy policy;

    private final RepositoryName repository;

    private final Descriptor blob;

    private final BlobContent content;

    private final String action;

    private final Set<UploadManner> refused = EnumSet.noneOf(UploadManner.class);

    private UploadSession session;

    // How far the registry has ever been, and how often in a row it got no further.
    private long farthest;

    private int setbacks;

    // After a break: a registry that refuses a body may hang up before it is sent, and is
    // heard only when it is asked first.
    private boolean asking;

    BlobUpload(UploadEndpoint endpoint, UploadHabits habits, UploadPolicy policy, UploadSession session,
            BlobContent content) {
        this.endpoint = endpoint;
        this.habits = habits;
        this.policy = policy;
        this.session = session;
        this.repository = session.repository();
        this.blob = session.blob();
        this.content = content;
        this.action = "push blob %s to %s".formatted(this.blob.digest(), this.repository);
    }

    /**
     * Does it; an upload that fails is cancelled.
     * @throws PushFailedException if the registry does not take the blob
     */
    void complete() {
        boolean done = false;
        try {
            while (!done) {
                done = step();
            }
            this.habits.avoid(this.refused);
        }
        finally {
            if (!done) {
                this.endpoint.cancel(this.session);
            }
        }
    }

    private boolean step() {
        UploadManner manner = this.habits.mannerFor(this.blob.size(), this.refused).orElseThrow();
        UploadAnswer answer;
        try {
            answer = send(manner);
        }
        catch (UnreachableException ex) {
            setBack("the connection broke", ex);
            this.asking = true;
            return goOn();
        }
        // What a break has cost the registry as well counts once.
        boolean afterBreak = this.asking;
        this.asking = false;
        return switch (answer.kind()) {
            case DONE -> true;
            case TAKEN -> take(answer);
            case OUT_OF_STEP -> catchUp(manner, answer);
            case GONE -> {
                if (!afterBreak) {
                    setBack(answer.reason(), null);
                }
                yield beginAgain();
            }
            case BUSY -> {
                setBack(answer.reason(), null);
                yield goOn();
            }
            case OTHER_BYTES -> {
                setBack(answer.reason(), null);
                this.endpoint.cancel(this.session);
                yield beginAgain();
            }
            case TOO_LARGE -> {
                shrink(manner, answer);
                yield goOn();
            }
            case NOT_SO -> {
                refuse(manner, answer);
                yield beginAgain();
            }
            case REFUSED -> throw answer.failure(this.action);
        };
    }

    private UploadAnswer send(UploadManner manner) {
        if (this.session.isComplete() || manner == UploadManner.WHOLE) {
            return this.endpoint.close(this.session, this.content, this.asking);
        }
        return this.endpoint.append(this.session, this.content, sizeOfRequest(manner), manner == UploadManner.CHUNKS,
                this.asking);
    }

    private long sizeOfRequest(UploadManner manner) {
        long left = this.blob.size() - this.session.received();
        return (manner == UploadManner.CHUNKS)
                ? Math.min(left, Math.max(this.habits.chunkSize(), this.session.minChunk())) : left;
    }

    private boolean take(UploadAnswer answer) {
        long before = this.session.received();
        moveTo(answer.session());
        if (this.session.received() <= before && !this.session.isComplete()) {
            setBack("the registry took nothing of what was sent", null);
        }
        return false;
    }

    private boolean catchUp(UploadManner manner, UploadAnswer answer) {
        long before = this.session.received();
        setBack(answer.reason(), null);
        boolean done = goOn();
        if (!done && this.session.received() == before && manner == UploadManner.CHUNKS) {
            refuse(manner, answer);
            return beginAgain();
        }
        return done;
    }

    /** Goes on where the registry says that it stands. */
    private boolean goOn() {
        Optional<UploadSession> located = this.endpoint.locate(this.session);
        if (located.isEmpty()) {
            return beginAgain();
        }
        moveTo(located.get());
        return false;
    }

    private void moveTo(UploadSession moved) {
        this.session = moved;
        if (moved.received() > this.farthest) {
            this.farthest = moved.received();
            this.setbacks = 0;
        }
    }

    /** An upload is also unknown once it has come to its end. */
    private boolean beginAgain() {
        if (this.endpoint.has(this.repository, this.blob)) {
            return true;
        }
        this.session = this.endpoint.begin(this.repository, this.blob);
        return false;
    }

    private void shrink(UploadManner manner, UploadAnswer answer) {
        long size = sizeOfRequest(manner);
        if (size <= this.session.minChunk() || !this.habits.shrinkBelow(size)) {
            throw answer.failure(this.action);
        }
        // Smaller requests are of use only to those who send chunks.
        if (manner != UploadManner.CHUNKS
                && this.habits.mannerFor(this.blob.size(), this.refused).orElseThrow() == manner) {
            refuse(manner, answer);
        }
    }

    private void refuse(UploadManner manner, UploadAnswer answer) {
        boolean closing = this.session.isComplete() && manner != UploadManner.WHOLE;
        this.refused.add(manner);
        if (closing || this.refused.size() == UploadManner.values().length) {
            throw answer.failure(this.action);
        }
        logger.debug("{} takes no blobs as {} ({})", this.repository, manner, answer.reason());
        this.endpoint.cancel(this.session);
    }

    private void setBack(String reason, @Nullable RuntimeException cause) {
        this.setbacks++;
        if (this.setbacks > this.policy.retries()) {
            throw (cause != null) ? cause : PushFailedException.ofUpload(this.action, this.setbacks, reason, null);
        }
        logger.debug("Cannot {} yet: {}", this.action, reason);
        this.policy.awaitRetry(this.setbacks);
    }

}
