package dev.registryarchiver.transport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits. A parameter, so that tests need not. */
@FunctionalInterface
public interface Sleeper {

    void sleep(Duration duration);

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
