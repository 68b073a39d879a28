package dev.registryarchiver.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/** Looks after the connection of one answer, from its body on. Not thread-safe. */
final class Watch implements AutoCloseable {

    // What is not wanted any more is not worth much time.
    private static final Duration DRAINING = Duration.ofSeconds(5);

    private final Watchdog watchdog;

    private final Progress progress;

    private final Duration period;

    private final Runnable cancellation;

    private @Nullable Future<?> looks;

    /**
     * @param patience time in which a body has to make progress
     * @param most longest wait for the whole body
     * @param cancellation gives up the connection, unless it was given back before
     */
    Watch(Watchdog watchdog, Clock clock, Duration patience, Duration most, Runnable cancellation) {
        this.watchdog = watchdog;
        this.progress = new Progress(clock, patience, most, cancellation);
        this.period = patience.dividedBy(4).plusMillis(1);
        this.cancellation = cancellation;
    }

    /** Looks after {@code body} until the watch is closed. */
    WatchedInputStream over(InputStream body) {
        this.looks = this.watchdog.every(this.period, this.progress::check);
        return new WatchedInputStream(body, this.progress);
    }

    /** Closes what reads the body to its end, but does not wait long for that. */
    void drain(Closeable response) throws IOException {
        try (Watchdog.Alarm alarm = this.watchdog.alarm(DRAINING, this.cancellation)) {
            response.close();
        }
    }

    void cancel() {
        this.cancellation.run();
    }

    @Override
    public void close() {
        if (this.looks != null) {
            this.looks.cancel(false);
        }
    }

}
