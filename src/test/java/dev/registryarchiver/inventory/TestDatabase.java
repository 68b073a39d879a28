package dev.registryarchiver.inventory;

import java.util.UUID;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.registryarchiver.real.PostgresServer;
import dev.registryarchiver.real.Tools;

/** An empty inventory, gone when closed. */
public final class TestDatabase implements AutoCloseable {

    private final DataSource database;

    private final JdbcTemplate jdbc;

    private final String end;

    /** In the memory of H2. */
    public TestDatabase() {
        this(new DriverManagerDataSource("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID())), "SHUTDOWN");
    }

    private TestDatabase(DataSource database, String end) {
        this.database = database;
        this.jdbc = new JdbcTemplate(database);
        this.end = end;
        InventorySchema.create(database);
    }

    /** The databases that can hold a state and are at hand; in CI all have to be. */
    static Stream<Kind> kinds() {
        boolean all = Tools.find("postgres").isPresent() || "true".equals(System.getenv("CI"));
        return all ? Stream.of(Kind.values()) : Stream.of(Kind.H2);
    }

    private static TestDatabase postgresql() {
        PostgresServer server = PostgresServer.shared();
        String schema = "inventory_" + UUID.randomUUID().toString().replace('-', '_');
        server.execute("CREATE SCHEMA " + schema);
        String url = server.url("postgres") + "?currentSchema=" + schema;
        return new TestDatabase(new DriverManagerDataSource(url, PostgresServer.ADMINISTRATOR, PostgresServer.PASSWORD),
                "DROP SCHEMA %s CASCADE".formatted(schema));
    }

    public ImageInventory images() {
        return new ImageInventory(this.jdbc);
    }

    /** To be looked at. */
    ImageInventory imagesToLookAt() {
        return ImageInventory.readOnly(this.jdbc);
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
        this.jdbc.execute(this.end);
    }

    /** A kind of database that can hold a state. */
    enum Kind {

        H2, POSTGRESQL;

        TestDatabase open() {
            return (this == H2) ? new TestDatabase() : postgresql();
        }

    }

}
