package dev.registryarchiver.inventory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.springframework.jdbc.UncategorizedSQLException;

/**
 * A connection that holds the file of the job state and can read all of it. An H2 file
 * whose pages were overwritten opens well and breaks only when such a page is read, which
 * might be in the middle of a run.
 */
public final class StateReading implements AutoCloseable {

    private final Connection connection;

    private StateReading(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens the file.
     * @throws UncategorizedSQLException if that cannot be done; {@link StateFailure}
     * tells why
     */
    public static StateReading open(String url, String username, String password) {
        try {
            return new StateReading(DriverManager.getConnection(url, username, password));
        }
        catch (SQLException ex) {
            throw new UncategorizedSQLException("open the job state", null, ex);
        }
    }

    /**
     * Reads every row.
     * @throws UncategorizedSQLException if that cannot be done; {@link StateFailure}
     * tells why
     */
    public void readAll() {
        try {
            for (String table : tables()) {
                read(table);
            }
        }
        catch (SQLException ex) {
            throw new UncategorizedSQLException("read the job state", null, ex);
        }
    }

    @Override
    public void close() {
        try {
            this.connection.close();
        }
        catch (SQLException ex) {
            throw new UncategorizedSQLException("close the job state", null, ex);
        }
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet rows = this.connection.getMetaData()
            .getTables(null, this.connection.getSchema(), "%", new String[] { "BASE TABLE", "TABLE" })) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        return tables;
    }

    private void read(String table) throws SQLException {
        try (Statement statement = this.connection.createStatement()) {
            // Without it the database would collect all rows before it gives the first.
            statement.setFetchSize(1);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\"")) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    rows.getObject(columns);
                }
            }
        }
    }

}
