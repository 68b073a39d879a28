package dev.registryarchiver.inventory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Lets an H2 file gather commits of many threads and takes them to the disk together, a
 * few times a second. A commit of its own writes every page that it touched, and besides
 * them a list that grows with the number of commits: much of the work of a night with
 * many small images, and gigabytes of a file that shrinks only later. A process that is
 * killed loses the commits of a moment, the last ones and all of each.
 *
 * <p>
 * H2 can do it, too ({@code WRITE_DELAY}), but with threads that keep to themselves that
 * the disk is full.
 */
public final class GatheredCommits implements AutoCloseable {

    /** Most bytes of a file that nobody minds. */
    public static final long UNTIDY = 128 << 20;

    /** How long a commit may wait. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    // Neither at every commit, which 0 means, nor by a thread of H2.
    private static final int BY_US = -1;

    private static final int AT_ONCE = 0;

    // Percent of what was written together that is still of use.
    private static final int FILL_RATE = 50;

    private static final int MOST_REWRITTEN = 4 << 20;

    private final JdbcTemplate state;

    private final Consumer<RuntimeException> onFailure;

    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(GatheredCommits::daemon);

    private final long untidy;

    private GatheredCommits(JdbcTemplate state, Consumer<RuntimeException> onFailure, long untidy) {
        this.state = state;
        this.onFailure = onFailure;
        this.untidy = untidy;
    }

    /**
     * Begins to gather.
     * @param state in an H2 file of which the user is the owner
     * @param onFailure is told, once, that the state can no longer be written
     */
    public static GatheredCommits begin(JdbcTemplate state, Consumer<RuntimeException> onFailure) {
        return begin(state, onFailure, UNTIDY);
    }

    static GatheredCommits begin(JdbcTemplate state, Consumer<RuntimeException> onFailure, long untidy) {
        GatheredCommits gathered = new GatheredCommits(state, onFailure, untidy);
        long wait = LONGEST_WAIT.toMillis();
        gathered.writer.scheduleWithFixedDelay(gathered::write, 0, wait, TimeUnit.MILLISECONDS);
        return gathered;
    }

    /** Writes what was gathered, and lets every commit be written at once again. */
    @Override
    public void close() {
        if (this.writer.isShutdown()) {
            return;
        }
        this.writer.shutdown();
        try {
            this.writer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        attempt(AT_ONCE);
    }

    private void write() {
        attempt(BY_US);
    }

    private void attempt(int delay) {
        try {
            // Every time, as each new connection sets it to what its address says.
            this.state.execute((ConnectionCallback<Boolean>) (connection) -> {
                MVStore store = store(connection.unwrap(JdbcConnection.class));
                store.setAutoCommitDelay(delay);
                return tidy(store);
            });
            this.state.execute("CHECKPOINT");
        }
        catch (RuntimeException ex) {
            this.writer.shutdown();
            this.onFailure.accept(ex);
        }
    }

    // Otherwise the file of a long night becomes many times as large as what is in it: H2
    // takes the room of what it wrote together only when nothing of that is of use any
    // more.
    private boolean tidy(MVStore store) throws SQLException {
        try {
            return store.getFileStore().size() > this.untidy && store.compact(FILL_RATE, MOST_REWRITTEN);
        }
        catch (MVStoreException ex) {
            throw DbException.toSQLException(ex);
        }
    }

    private static MVStore store(JdbcConnection connection) throws SQLException {
        return ((SessionLocal) connection.getSession()).getDatabase().getStore().getMvStore();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "state-writer");
        thread.setDaemon(true);
        return thread;
    }

}
