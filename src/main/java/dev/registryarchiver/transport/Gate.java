package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Holds back all threads while a server has asked for a pause. */
final class Gate {

    private final Clock clock;

    private final Sleeper sleeper;

    private final AtomicLong opensAtMillis = new AtomicLong();

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

    private long left() {
        return this.opensAtMillis.get() - this.clock.millis();
    }

}
