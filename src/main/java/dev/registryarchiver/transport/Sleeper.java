package dev.registryarchiver.transport;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.concurrent.locks.LockSupport;

/** Waits. A parameter, so that tests need not. */
@FunctionalInterface
public interface Sleeper {

    /** What is slept at once where it may be over early. */
    Duration NAP = Duration.ofMillis(100);

    void sleep(Duration duration);

    /**
     * Really waits, as long as there is a reason to.
     * @param over asked several times a second
     * @throws ExchangeAbandonedException when it is over before the time is
     */
    static Sleeper until(BooleanSupplier over) {
        Sleeper nap = real();
        return (duration) -> {
            long deadline = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                if (over.getAsBoolean()) {
                    throw new ExchangeAbandonedException();
                }
                nap.sleep(Duration.ofNanos(Math.min(left, NAP.toNanos())));
            }
        };
    }

    /**
     * Really waits. An interrupt is no reason to wait less: it would hit the job state's
     * file channel later.
     */
    static Sleeper real() {
        return (duration) -> {
            long deadline = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        };
    }

}
