package dev.registryarchiver.inventory;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Printable;

/**
 * The proof that this process and no other works on a job state in PostgreSQL: an
 * advisory lock of a connection that is kept for nothing else. The server frees it when
 * the process dies, or the connection breaks.
 * <p>
 * A process may learn late that its connection broke. So that it never writes over what
 * the next owner writes, every other connection of an owner begins with {@link #fence()},
 * which lets in only the owner whose token stands in the state; and whoever takes the
 * state first writes its own token there, and then waits until no connection that the
 * former token let in is open any more.
 *
 * @see <a href=
 * "https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">
 * PostgreSQL, advisory locks</a>
 */
public final class StateLock implements AutoCloseable {

    /** What the server answers to a connection of a former owner. */
    static final String FENCED = "RA001";

    private static final Logger logger = LoggerFactory.getLogger(StateLock.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration LONGEST_CLEARING = Duration.ofSeconds(30);

    private static final long POLL_MILLIS = 50;

    private static final int ANSWER_MILLIS = 30_000;

    // Let the server find out within a minute that this machine is gone, even if it has
    // just sent something; by itself it takes hours. Within one machine it knows anyway.
    private static final String KEEP_ALIVE = """
            SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3;
            SET tcp_user_timeout = 60000""";

    private static final String HOLDERS = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (classid::bigint << 32) | objid::bigint = ?""";

    private final Connection connection;

    private final StateServer server;

    private final String token;

    private StateLock(Connection connection, StateServer server, String token) {
        this.connection = connection;
        this.server = server;
        this.token = token;
    }

    static StateLock take(Connection connection, StateServer server, StateClaim claim) throws SQLException {
        execute(connection, KEEP_ALIVE);
        StateAddress address = server.address();
        if (!tryOwner(connection, address)) {
            throw new StateHeldException(address, holder(connection, address).orElse(""));
        }
        if (!server.hasSchema(connection)) {
            execute(connection, "CREATE SCHEMA \"%s\"".formatted(address.schema().replace("\"", "\"\"")));
        }
        execute(connection, """
                CREATE TABLE IF NOT EXISTS state_owner (
                    token VARCHAR(36) NOT NULL,
                    host VARCHAR(255) NOT NULL,
                    pid BIGINT NOT NULL,
                    since VARCHAR(40) NOT NULL,
                    backend INTEGER NOT NULL,
                    directory VARCHAR(36)
                )""");
        StateLock lock = new StateLock(connection, server, UUID.randomUUID().toString());
        lock.enter(claim);
        lock.clear();
        return lock;
    }

    /**
     * Who holds a state, in words, which are empty when that cannot be told; nothing when
     * nobody holds it.
     */
    static Optional<String> holder(Connection connection, StateAddress address) throws SQLException {
        List<Integer> backends = backends(connection, owner(address));
        if (backends.isEmpty()) {
            return Optional.empty();
        }
        try (PreparedStatement statement = connection
            .prepareStatement("SELECT pid, host, since FROM state_owner WHERE backend = ?")) {
            statement.setInt(1, backends.get(0));
            try (ResultSet row = statement.executeQuery()) {
                return Optional.of(
                        row.next()
                                ? "process %d on %s since %s".formatted(row.getLong("pid"),
                                        Printable.of(row.getString("host")), Printable.of(row.getString("since")))
                                : "");
            }
        }
        catch (SQLException ex) {
            // It is only just making the table, or does not let us look.
            logger.debug("Cannot tell who holds the job state", ex);
            return Optional.of("");
        }
    }

    /**
     * What every connection that writes has to begin with: it fails once another process
     * has taken the state. The transaction has to be of the level READ COMMITTED, so that
     * the token is looked at after the lock is taken, and in a statement of its own.
     */
    public String fence() {
        return """
                DO $$ BEGIN
                    IF pg_try_advisory_lock_shared(%d) THEN
                        IF EXISTS (SELECT 1 FROM state_owner WHERE token = '%s') THEN RETURN; END IF;
                    END IF;
                    RAISE EXCEPTION 'another process has taken the job state' USING ERRCODE = '%s';
                END $$""".formatted(writer(this.server.address()), this.token, FENCED);
    }

    /**
     * Asks the server whether the lock is still held; no answer within half a minute says
     * that it is not. Behind a pooler that divides sessions it never is for long.
     */
    public boolean isHeld() {
        try {
            this.connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            return holds(this.connection, owner(this.server.address()));
        }
        catch (SQLException ex) {
            logger.debug("The connection that held the job state is broken", ex);
            return false;
        }
    }

    /**
     * What became of a lock that is no longer held.
     * @return a {@link StateHeldException} if another process has the state, otherwise a
     * {@link StateLostException}
     */
    public RuntimeException loss() {
        StateAddress address = this.server.address();
        try (Connection another = this.server.connect()) {
            Optional<String> holder = holder(another, address);
            return holder.isPresent() ? new StateHeldException(address, holder.get()) : new StateLostException(address);
        }
        catch (SQLException ex) {
            logger.debug("Cannot ask what became of the job state", ex);
            return new StateLostException(address);
        }
    }

    /** The archive directory that the state is of, when it is of one. */
    public Optional<String> directory() {
        try (Statement statement = this.connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT directory FROM state_owner")) {
            return row.next() ? Optional.ofNullable(row.getString("directory")) : Optional.empty();
        }
        catch (SQLException ex) {
            throw StateServerException.of("read the job state", this.server.address(), ex);
        }
    }

    /** Notes the archive directory that the state is of. */
    public void belongTo(String directory) {
        try (PreparedStatement statement = this.connection.prepareStatement("UPDATE state_owner SET directory = ?")) {
            statement.setString(1, directory);
            statement.executeUpdate();
        }
        catch (SQLException ex) {
            throw StateServerException.of("write the job state", this.server.address(), ex);
        }
    }

    /** Gives the state back. */
    @Override
    public void close() {
        try {
            this.connection.close();
        }
        catch (SQLException ex) {
            logger.debug("The connection that held the job state was broken", ex);
        }
    }

    // A server may take a moment to notice that a process was killed.
    private static boolean tryOwner(Connection connection, StateAddress address) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!ask(connection, "SELECT pg_try_advisory_lock(%d)".formatted(owner(address)))) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause();
        }
        return true;
    }

    private void enter(StateClaim claim) throws SQLException {
        if (write("UPDATE state_owner SET token = ?, host = ?, pid = ?, since = ?, backend = pg_backend_pid()",
                claim) == 0) {
            write("INSERT INTO state_owner (token, host, pid, since, backend) VALUES (?, ?, ?, ?, pg_backend_pid())",
                    claim);
        }
    }

    private int write(String sql, StateClaim claim) throws SQLException {
        try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
            statement.setString(1, this.token);
            statement.setString(2, claim.host());
            statement.setLong(3, claim.pid());
            statement.setString(4, claim.since().toString());
            return statement.executeUpdate();
        }
    }

    // From here on nobody with another token gets in; who is in is shown out.
    private void clear() throws SQLException {
        long writer = writer(this.server.address());
        long deadline = System.nanoTime() + LONGEST_CLEARING.toNanos();
        while (!ask(this.connection, "SELECT pg_try_advisory_lock(%d)".formatted(writer))) {
            if (System.nanoTime() > deadline) {
                throw new StateHeldException(this.server.address(), "whose connections are still open");
            }
            backends(this.connection, writer).forEach(this::terminate);
            pause();
        }
        ask(this.connection, "SELECT pg_advisory_unlock(%d)".formatted(writer));
    }

    private void terminate(int backend) {
        try {
            ask(this.connection, "SELECT pg_terminate_backend(%d)".formatted(backend));
        }
        catch (SQLException ex) {
            // It is of another user; then it has to end by itself.
            logger.debug("Cannot end the connection {} of a former process", backend, ex);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the job state", ex);
        }
    }

    private static List<Integer> backends(Connection connection, long key) throws SQLException {
        List<Integer> backends = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(HOLDERS + " AND pid <> pg_backend_pid()")) {
            statement.setLong(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    backends.add(rows.getInt(1));
                }
            }
        }
        return backends;
    }

    private static boolean holds(Connection connection, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLDERS + " AND pid = pg_backend_pid()")) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet answer = statement.executeQuery(question)) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long owner(StateAddress address) {
        return key("registry-archiver owner of " + address.schema());
    }

    private static long writer(StateAddress address) {
        return key("registry-archiver writer of " + address.schema());
    }

    // Locks of other programs in the same database have other numbers.
    private static long key(String name) {
        return Long.parseUnsignedLong(Digest.sha256(name.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16), 16);
    }

}
