package dev.registryarchiver.archive;

import java.time.Duration;

/**
 * How patient a transfer is with connections that break. One that brought enough before
 * it broke is no cause for worry; of the others a few in a row are put up with, with a
 * longer pause after each. Used by one thread.
 */
final class Breaks {

    /** Bytes after which a broken connection counts as progress. */
    static final long PROGRESS = 1 << 20;

    /** Connections in a row that may break without progress. */
    static final int MOST = 5;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Sleeper sleeper;

    private int inARow;

    Breaks(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /** A connection has brought all that was wanted of it. */
    void forget() {
        this.inARow = 0;
    }

    /**
     * A connection has ended before it brought everything.
     * @param brought bytes that it brought
     * @return whether another one is worth trying, at once or after a pause that is over
     * now
     */
    boolean mayGoOn(long brought) {
        if (brought >= PROGRESS) {
            forget();
            return true;
        }
        if (this.inARow == MOST) {
            return false;
        }
        this.inARow++;
        this.sleeper.sleep(PAUSE.multipliedBy(this.inARow));
        return true;
    }

}
