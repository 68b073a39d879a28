package dev.registryarchiver.archive;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits between two connections. A parameter, so that tests need not wait. */
@FunctionalInterface
interface Sleeper {

    void sleep(Duration duration);

    /** Really waits, whether or not the thread is interrupted. */
    static Sleeper real() {
        return (duration) -> {
            long deadline = System.nanoTime() + duration.toNanos();
            for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        };
    }

}
