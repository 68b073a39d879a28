package dev.registryarchiver.inventory;

import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An empty inventory in memory, gone when closed. */
public final class TestDatabase implements AutoCloseable {

    private final DriverManagerDataSource database = new DriverManagerDataSource(
            "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));

    private final JdbcTemplate jdbc = new JdbcTemplate(this.database);

    public TestDatabase() {
        InventorySchema.create(this.database);
    }

    public ImageInventory images() {
        return new ImageInventory(this.jdbc);
    }

    public Worklist worklist() {
        return new Worklist(this.jdbc);
    }

    RunHistory history() {
        return new RunHistory(this.jdbc, worklist());
    }

    RunComparison comparison() {
        return new RunComparison(this.jdbc);
    }

    /** Makes the worklist that of the first version. */
    void age() {
        this.jdbc.execute("ALTER TABLE worklist DROP COLUMN started");
        this.jdbc.execute("DROP TABLE run_record");
    }

    /** Creates the tables once more. */
    void createAgain() {
        InventorySchema.create(this.database);
    }

    @Override
    public void close() {
        this.jdbc.execute("SHUTDOWN");
    }

}
