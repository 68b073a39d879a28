package dev.registryarchiver.inventory;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Waits until what was committed is in the file, so that not even {@code kill -9} undoes
 * it. H2 is told to gather commits, since each would write whole pages of every table;
 * threads that wait at the same time share one write. Other databases write what they
 * commit.
 */
final class WrittenOut {

    private final JdbcTemplate jdbc;

    private final AtomicLong asked = new AtomicLong();

    // Guarded by this.
    private long written;

    private @Nullable Boolean gathers;

    WrittenOut(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns when everything that this thread has committed is written. */
    void await() {
        long mine = this.asked.incrementAndGet();
        synchronized (this) {
            if (this.written >= mine) {
                return;
            }
            long all = this.asked.get();
            if (gathers()) {
                this.jdbc.execute("CHECKPOINT");
            }
            this.written = all;
        }
    }

    private boolean gathers() {
        Boolean known = this.gathers;
        if (known == null) {
            known = "H2".equals(this.jdbc.execute(
                    (ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName()));
            this.gathers = known;
        }
        return known;
    }

}
