package dev.registryarchiver.inventory;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.OptionalInt;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * All tables of the job state: ours and those of Spring Batch, with the version they are
 * of. Spring Boot could create the latter too, but at every start it would run into each
 * table that is there.
 */
public final class StateSchema {

    /**
     * Grows whenever a table of the inventory changes, or one of Spring Batch. What an
     * older program wrote is brought up to it; what a newer one wrote is left alone.
     */
    public static final int VERSION = 1;

    private static final String BATCH_TABLE = "BATCH_JOB_INSTANCE";

    private static final String VERSION_TABLE = "STATE_SCHEMA";

    private static final String ANY_OF_OURS = "WORKLIST";

    private final DataSource dataSource;

    private final JdbcTemplate jdbc;

    public StateSchema(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * The version on the disk; 0 for tables of before versions were recorded, empty when
     * there are no tables yet.
     * @throws NewerStateException if it is of a newer program
     */
    public OptionalInt version() {
        if (hasTable(VERSION_TABLE)) {
            Integer recorded = this.jdbc.queryForObject("SELECT COALESCE(MAX(version), 0) FROM state_schema",
                    Integer.class);
            int version = (recorded != null) ? recorded : 0;
            if (version > VERSION) {
                throw new NewerStateException(version, VERSION);
            }
            return OptionalInt.of(version);
        }
        return hasTable(ANY_OF_OURS) ? OptionalInt.of(0) : OptionalInt.empty();
    }

    /** Creates what is missing and leaves what is there. */
    public void create() {
        InventorySchema.create(this.dataSource);
        if (!hasTable(BATCH_TABLE)) {
            String platform = DatabaseDriver
                .fromProductName(metadata((metadata) -> String.valueOf(metadata.getDatabaseProductName())))
                .getId();
            ResourceDatabasePopulator script = new ResourceDatabasePopulator(
                    new ClassPathResource("org/springframework/batch/core/schema-" + platform + ".sql"));
            // Where tables can be made in a transaction, none is made without the others.
            new TransactionTemplate(new JdbcTransactionManager(this.dataSource))
                .executeWithoutResult((transaction) -> DatabasePopulatorUtils.execute(script, this.dataSource));
        }
    }

    /**
     * Everything is in place. Recorded last, so that what was interrupted before is done
     * again.
     */
    public void recordVersion() {
        this.jdbc.update("DELETE FROM state_schema");
        this.jdbc.update("INSERT INTO state_schema (version) VALUES (?)", VERSION);
    }

    // Databases differ in the case they keep names in.
    private boolean hasTable(String name) {
        return metadata((metadata) -> {
            // The state of another shard may be in the same database.
            try (ResultSet tables = metadata.getTables(null, metadata.getConnection().getSchema(), "%",
                    new String[] { "TABLE", "BASE TABLE" })) {
                while (tables.next()) {
                    if (name.equalsIgnoreCase(tables.getString("TABLE_NAME"))) {
                        return true;
                    }
                }
                return false;
            }
        });
    }

    private <T> T metadata(Question<T> question) {
        try {
            return JdbcUtils.extractDatabaseMetaData(this.dataSource, question::ask);
        }
        catch (MetaDataAccessException ex) {
            throw new IllegalStateException("The database of the job state does not describe itself", ex);
        }
    }

    /** What is asked of a database about itself. */
    @FunctionalInterface
    private interface Question<T> {

        T ask(DatabaseMetaData metadata) throws SQLException, MetaDataAccessException;

    }

}
