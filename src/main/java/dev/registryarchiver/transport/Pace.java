package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Lets only so many things happen in a second, however many threads do them. What comes
 * too early waits for its turn; what was not used is not saved up.
 */
final class Pace {

    private static final double NANOS_PER_SECOND = 1e9;

    // Short turns, so that many streams take them without one waiting for long.
    private static final int TURNS_PER_SECOND = 20;

    private final double perSecond;

    private final Clock clock;

    private final Sleeper sleeper;

    private Instant free = Instant.MIN;

    /**
     * @param perSecond how many, or {@link Double#POSITIVE_INFINITY}
     */
    Pace(double perSecond, Clock clock, Sleeper sleeper) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    /** How many of {@code wanted} are best taken at once. */
    int turn(int wanted) {
        return (int) Math.min(wanted, Math.max(1, this.perSecond / TURNS_PER_SECOND));
    }

    boolean isUnlimited() {
        return Double.isInfinite(this.perSecond);
    }

    /**
     * Waits until everything before has had its time, and takes time for {@code count}.
     */
    void await(long count) {
        Duration wait = isUnlimited() ? Duration.ZERO : reserve(count);
        if (!wait.isZero()) {
            this.sleeper.sleep(wait);
        }
    }

    private synchronized Duration reserve(long count) {
        Instant now = this.clock.instant();
        Instant start = this.free.isAfter(now) ? this.free : now;
        this.free = start.plusNanos((long) (count / this.perSecond * NANOS_PER_SECOND));
        return Duration.between(now, start);
    }

}
