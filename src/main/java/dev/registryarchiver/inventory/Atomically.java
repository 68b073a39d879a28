package dev.registryarchiver.inventory;

import java.util.Objects;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes that belong together: all of them are there or none, and they cost one commit.
 * Within a transaction of the calling thread they become part of that.
 */
final class Atomically {

    private final TransactionTemplate transactions;

    private Atomically(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    static Atomically on(JdbcTemplate jdbc) {
        return new Atomically(
                new TransactionTemplate(new JdbcTransactionManager(Objects.requireNonNull(jdbc.getDataSource()))));
    }

    void run(Runnable writes) {
        this.transactions.executeWithoutResult((status) -> writes.run());
    }

}
