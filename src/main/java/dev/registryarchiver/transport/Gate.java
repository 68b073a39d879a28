package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Holds back all threads while one server has asked for a pause. */
final class Gate {

    private static final long NEVER = Long.MIN_VALUE;

    private final Clock clock;

    private final Sleeper sleeper;

    private final AtomicLong opensAtMillis = new AtomicLong();

    private final AtomicLong busySinceMillis = new AtomicLong(NEVER);

    Gate(Clock clock, Sleeper sleeper) {
        this.clock = clock;
        this.sleeper = sleeper;
    }

    void closeFor(Duration pause) {
        this.opensAtMillis.accumulateAndGet(this.clock.millis() + pause.toMillis(), Math::max);
    }

    void await() {
        // Another answer may have moved the time meanwhile.
        for (long left = left(); left > 0; left = left()) {
            this.sleeper.sleep(Duration.ofMillis(left));
        }
    }

    /** The server let a request through, whoever sent it. */
    void passed() {
        if (this.busySinceMillis.get() != NEVER) {
            this.busySinceMillis.set(NEVER);
        }
    }

    /**
     * The server refused a request because there are too many.
     * @return for how long it has let nothing through
     */
    Duration refused() {
        long now = this.clock.millis();
        this.busySinceMillis.compareAndSet(NEVER, now);
        long since = this.busySinceMillis.get();
        return (since != NEVER) ? Duration.ofMillis(Math.max(0, now - since)) : Duration.ZERO;
    }

    private long left() {
        return this.opensAtMillis.get() - this.clock.millis();
    }

}
