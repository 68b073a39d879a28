package dev.registryarchiver.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.RepositoryName;

/**
 * Fills segments of a blob over connections that would be idle otherwise, while its
 * transfer fills others. It takes its turn in the executor for each segment, behind
 * everything else that waits there. Whatever goes wrong here only ends the help: the
 * transfer fetches what is missing by itself, and its troubles are those that count.
 */
final class BlobHelp {

    private static final Logger logger = LoggerFactory.getLogger(BlobHelp.class);

    // Together with the transfer itself; a server has others to serve.
    private static final int MOST = 7;

    private static final int BUFFER = 128 * 1024;

    private final ImageSource source;

    private final RepositoryName repository;

    private final BlobSlot slot;

    private final SegmentBoard board;

    private final Runnable checkpoint;

    BlobHelp(ImageSource source, RepositoryName repository, BlobSlot slot, SegmentBoard board, Runnable checkpoint) {
        this.source = source;
        this.repository = repository;
        this.slot = slot;
        this.board = board;
        this.checkpoint = checkpoint;
    }

    /** Asks for as many helpers as there is work for. */
    void invite(Executor executor, long missing) {
        for (long helper = 0; helper < Math.min(MOST, missing / Segment.LENGTH); helper++) {
            offer(executor);
        }
    }

    private void offer(Executor executor) {
        try {
            executor.execute(() -> help(executor));
        }
        catch (RejectedExecutionException ex) {
            // An executor that shuts down helps no more.
        }
    }

    private void help(Executor executor) {
        if (!this.board.enter()) {
            return;
        }
        boolean again = false;
        try {
            again = fillNext();
        }
        catch (RuntimeException ex) {
            logger.debug("No more help with {}: {}", this.slot.blob().digest(), ex.toString());
            this.board.refuse();
        }
        finally {
            this.board.leave();
        }
        if (again) {
            offer(executor);
        }
    }

    /**
     * Fills the first segment that nobody fills.
     * @return whether another one is worth trying
     */
    boolean fillNext() {
        Segment segment = this.board.claimNext();
        if (segment == null) {
            return false;
        }
        try {
            return fill(segment);
        }
        catch (IOException ex) {
            return false;
        }
        finally {
            this.board.release(segment);
        }
    }

    private boolean fill(Segment segment) throws IOException {
        try (SegmentWriter writer = new SegmentWriter(this.slot, segment)) {
            Optional<InputStream> part = this.source.openPart(this.repository, this.slot.blob(), writer.position(),
                    segment.end());
            if (part.isEmpty()) {
                this.board.refuse();
                return false;
            }
            try (InputStream content = part.get()) {
                return copy(content, writer);
            }
        }
    }

    private boolean copy(InputStream content, SegmentWriter writer) {
        byte[] buffer = new byte[BUFFER];
        long before = writer.position();
        try {
            while (!writer.isFull()) {
                int length = content.read(buffer, 0, (int) Math.min(buffer.length, writer.missing()));
                this.checkpoint.run();
                if (length < 0 || this.board.isClosed()) {
                    break;
                }
                this.board.count(length);
                writer.write(buffer, length);
            }
        }
        catch (IOException ex) {
            // The same as a connection that just ends.
        }
        return writer.isFull() || writer.position() - before >= Breaks.PROGRESS;
    }

}
