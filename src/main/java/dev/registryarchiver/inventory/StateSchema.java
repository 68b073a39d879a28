package dev.registryarchiver.inventory;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * All tables of the job state: ours and those of Spring Batch. Spring Boot could create
 * the latter too, but at every start it would run into each table that is there.
 */
public final class StateSchema {

    private static final String BATCH_TABLE = "BATCH_JOB_INSTANCE";

    private StateSchema() {
    }

    /** Creates what is missing and leaves what is there. */
    public static void create(DataSource dataSource) {
        InventorySchema.create(dataSource);
        try {
            if (!JdbcUtils.extractDatabaseMetaData(dataSource, StateSchema::hasBatchTables)) {
                String product = JdbcUtils.extractDatabaseMetaData(dataSource,
                        DatabaseMetaData::getDatabaseProductName);
                String platform = DatabaseDriver.fromProductName(product).getId();
                DatabasePopulatorUtils.execute(
                        new ResourceDatabasePopulator(
                                new ClassPathResource("org/springframework/batch/core/schema-" + platform + ".sql")),
                        dataSource);
            }
        }
        catch (MetaDataAccessException ex) {
            throw new IllegalStateException("The database of the job state does not describe itself", ex);
        }
    }

    // Databases differ in the case they keep names in.
    private static boolean hasBatchTables(DatabaseMetaData metadata) throws SQLException {
        try (ResultSet tables = metadata.getTables(null, null, "%", new String[] { "TABLE", "BASE TABLE" })) {
            while (tables.next()) {
                if (BATCH_TABLE.equalsIgnoreCase(tables.getString("TABLE_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

}
