package dev.registryarchiver.inventory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.registryarchiver.image.Printable;

/** The PostgreSQL server of a job state. */
public final class StateServer {

    // What is older is not maintained by anybody, and not tried here.
    private static final int OLDEST_VERSION = 12;

    private static final String NO_RIGHT = "42501";

    private final StateAddress address;

    private final Properties login = new Properties();

    /**
     * @param username who logs in, unless the address says so
     * @param password what with, unless the address says so
     */
    public StateServer(StateAddress address, @Nullable String username, @Nullable String password) {
        this.address = address;
        if (username != null) {
            this.login.setProperty("user", username);
        }
        if (password != null) {
            this.login.setProperty("password", password);
        }
    }

    public StateAddress address() {
        return this.address;
    }

    /**
     * Takes the job state for this process, and its schema into being.
     * @throws StateHeldException if another process holds it
     * @throws StateServerException if the server does not let us
     */
    public StateLock lock(StateClaim claim) {
        try {
            Connection connection = connect();
            try {
                requireUsable(connection);
                return StateLock.take(connection, this, claim);
            }
            catch (SQLException | RuntimeException ex) {
                connection.close();
                throw ex;
            }
        }
        catch (SQLException ex) {
            throw StateServerException.of("open the job state", this.address, ex);
        }
    }

    /**
     * Looks at the state without taking it.
     * @throws StateServerException if that is not possible, or a run could not make one
     */
    public Sight look() {
        try (Connection connection = connect()) {
            String product = connection.getMetaData().getDatabaseProductVersion();
            requireVersion(connection);
            boolean present = hasSchema(connection);
            StateSchema schema = new StateSchema(new SingleConnectionDataSource(connection, true));
            OptionalInt version = present ? schema.version() : OptionalInt.empty();
            return new Sight(Printable.of(product), version, StateLock.holder(connection, this.address));
        }
        catch (SQLException ex) {
            throw StateServerException.of("look at the job state", this.address, ex);
        }
    }

    /**
     * Makes sure that a run could write.
     * @throws StateServerException if it could not
     */
    public void requireWritable() {
        try (Connection connection = connect()) {
            requireUsable(connection);
            requireRights(connection);
        }
        catch (SQLException ex) {
            throw StateServerException.of("open the job state", this.address, ex);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(this.address.url(), this.login);
    }

    boolean hasSchema(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection
            .prepareStatement("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = ?)")) {
            statement.setString(1, this.address.schema());
            return isTrue(statement);
        }
    }

    private void requireUsable(Connection connection) throws SQLException {
        requireVersion(connection);
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW transaction_read_only")) {
            if (answer.next() && answer.getString(1).equals("on")) {
                throw new StateServerException(
                        "PostgreSQL at %s can only be read; it may be a standby server. Name the primary server in spring.datasource.url."
                            .formatted(this.address));
            }
        }
    }

    private void requireVersion(Connection connection) throws SQLException {
        if (connection.getMetaData().getDatabaseMajorVersion() < OLDEST_VERSION) {
            throw new StateServerException(
                    "PostgreSQL at %s is of version %s. The job state needs %d or newer.".formatted(this.address,
                            Printable.of(connection.getMetaData().getDatabaseProductVersion()), OLDEST_VERSION));
        }
    }

    private void requireRights(Connection connection) throws SQLException {
        boolean present = hasSchema(connection);
        try (PreparedStatement statement = connection.prepareStatement(
                present ? "SELECT has_schema_privilege(?, 'CREATE')" : "SELECT has_database_privilege(?, 'CREATE')")) {
            statement.setString(1, present ? this.address.schema() : connection.getCatalog());
            if (!isTrue(statement)) {
                throw new SQLException("permission denied to create tables", NO_RIGHT);
            }
        }
    }

    private static boolean isTrue(PreparedStatement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery()) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    /**
     * What there is.
     *
     * @param product version of the server
     * @param version version of the tables; empty when there are none
     * @param holder who holds the state, in words, which may be empty; nothing when
     * nobody does
     */
    public record Sight(String product, OptionalInt version, Optional<String> holder) {
    }

}
