package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;

/**
 * How a body comes along. Only the time spent waiting for the server counts: that of a
 * reader who is held up by a slow disk or by a limit of our own does not. Safe for use by
 * a reader and a watchdog.
 */
final class Progress {

    // Bytes a second. Much less than a share of the slowest line that images can be
    // fetched over, and much more than what only keeps a line open.
    private static final int SLOWEST = 256;

    private static final long NEVER = Long.MIN_VALUE;

    private final Clock clock;

    private final long patienceMillis;

    private final long enough;

    private final long mostMillis;

    private final Runnable cancellation;

    private long waitingSince = NEVER;

    // Since enough bytes came last.
    private long waitedMillis;

    private long received;

    private long waitedInAllMillis;

    private boolean tooSlow;

    /**
     * @param patience time in which 256 bytes a second are expected to come, on average
     * @param most longest wait for the whole body
     * @param cancellation gives the connection up
     */
    Progress(Clock clock, Duration patience, Duration most, Runnable cancellation) {
        this.clock = clock;
        this.patienceMillis = patience.toMillis();
        this.enough = Math.max(1, this.patienceMillis * SLOWEST / 1000);
        this.mostMillis = most.toMillis();
        this.cancellation = cancellation;
    }

    /** The reader begins to wait. */
    synchronized void begin() {
        this.waitingSince = this.clock.millis();
    }

    /** The reader got something. */
    synchronized void end(int bytes) {
        long waited = waiting();
        this.waitingSince = NEVER;
        this.waitedMillis += waited;
        this.waitedInAllMillis += waited;
        this.received += bytes;
        if (this.received >= this.enough) {
            this.waitedMillis = 0;
            this.received = 0;
        }
        check();
    }

    /** Gives the connection up if too little comes. */
    synchronized void check() {
        long waiting = waiting();
        boolean slow = this.waitedMillis + waiting > this.patienceMillis
                || this.waitedInAllMillis + waiting > this.mostMillis;
        if (slow && !this.tooSlow) {
            this.tooSlow = true;
            this.cancellation.run();
        }
    }

    synchronized boolean isTooSlow() {
        return this.tooSlow;
    }

    // Clocks are put back now and then.
    private long waiting() {
        return (this.waitingSince != NEVER) ? Math.max(0, this.clock.millis() - this.waitingSince) : 0;
    }

}
