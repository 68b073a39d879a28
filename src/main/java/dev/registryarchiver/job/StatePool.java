package dev.registryarchiver.job;

import java.time.Duration;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DataSourceUnwrapper;

/**
 * The connections to a job state in PostgreSQL: few, because nobody holds one for longer
 * than a statement takes, and each for the rightful owner only. What the user sets by
 * {@code spring.datasource.hikari} is kept.
 */
final class StatePool implements AutoCloseable {

    // With the one that holds the state, a run needs five.
    private static final int CONNECTIONS = 4;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    // What the pool has when it is told nothing.
    private static final int UNSET = -1;

    private static final Duration WAIT_UNSET = Duration.ofSeconds(30);

    private final HikariDataSource pool;

    StatePool(DataSource dataSource) {
        @Nullable HikariDataSource pool = DataSourceUnwrapper.unwrap(dataSource, HikariDataSource.class);
        if (pool == null) {
            throw new UsageException("spring.datasource.type cannot be set when the job state is in PostgreSQL.");
        }
        this.pool = pool;
        if (pool.getMaximumPoolSize() == UNSET) {
            pool.setMaximumPoolSize(CONNECTIONS);
        }
        if (pool.getMinimumIdle() == UNSET) {
            pool.setMinimumIdle(1);
        }
        if (pool.getConnectionTimeout() == WAIT_UNSET.toMillis()) {
            pool.setConnectionTimeout(LONGEST_WAIT.toMillis());
        }
    }

    /** Lets it be used to look only. */
    StatePool readOnly() {
        this.pool.setReadOnly(true);
        return this;
    }

    /** Lets in only connections for which the fence of a state opens. */
    StatePool behind(String fence) {
        this.pool.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        this.pool.setConnectionInitSql(fence);
        return this;
    }

    /** Breaks what is open and opens nothing any more. */
    @Override
    public void close() {
        this.pool.close();
    }

}
