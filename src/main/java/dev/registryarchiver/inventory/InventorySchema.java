package dev.registryarchiver.inventory;

import javax.sql.DataSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/**
 * Creates our tables where they are missing; H2 and PostgreSQL understand the same
 * script.
 */
public final class InventorySchema {

    private InventorySchema() {
    }

    /** Creates what is missing and leaves what is there. */
    public static void create(DataSource dataSource) {
        DatabasePopulatorUtils.execute(
                new ResourceDatabasePopulator(new ClassPathResource("schema-inventory.sql", InventorySchema.class)),
                dataSource);
    }

}
