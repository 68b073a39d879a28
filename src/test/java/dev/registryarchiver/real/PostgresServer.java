package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A real PostgreSQL with a cluster of its own, which asks for passwords and sorts text as
 * people do, not by bytes. Tests that share one take a database each.
 */
public final class PostgresServer implements AutoCloseable {

    /** A user who may do anything. */
    public static final String ADMINISTRATOR = "administrator";

    /** The password of the administrator. */
    public static final String PASSWORD = "n0t to be shown";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static @Nullable PostgresServer shared;

    private final Path directory;

    private final int port;

    private PostgresServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** One for all tests of this process, never stopped before its end. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            PostgresServer server = start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            shared = server;
        }
        return shared;
    }

    /** Starts one that may be stopped. */
    public static PostgresServer start() {
        try {
            Path directory = Files.createTempDirectory("postgres");
            Path password = Files.writeString(directory.resolve("password"), PASSWORD);
            for (Path path : List.of(directory, password)) {
                giveAway(path);
            }
            PostgresServer server = new PostgresServer(directory, freePort());
            server.run("initdb", "--pgdata=" + server.data(), "--username=" + ADMINISTRATOR, "--pwfile=" + password,
                    "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu",
                    "--icu-locale=en-US", "--no-sync");
            server.resume();
            return server;
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot make a place for PostgreSQL", ex);
        }
    }

    /** Makes a new database and tells its address, for the administrator to use. */
    public String newDatabase() {
        String name = "archiver%d".formatted(DATABASES.incrementAndGet());
        execute("CREATE DATABASE " + name);
        return url(name);
    }

    /** The address of a database, without user and password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(this.port, database);
    }

    /** Runs a statement in the database {@code postgres}. */
    public void execute(String sql) {
        execute(url("postgres"), sql);
    }

    /** Runs a statement as administrator. */
    public void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, ADMINISTRATOR, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        catch (SQLException ex) {
            throw new IllegalStateException(sql, ex);
        }
    }

    /** The first column of all rows, as text. */
    public List<String> query(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url, ADMINISTRATOR, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
        catch (SQLException ex) {
            throw new IllegalStateException(sql, ex);
        }
    }

    /** Stops it as a machine does that goes down: everybody is disconnected at once. */
    public void halt() {
        run("pg_ctl", "--pgdata=" + data(), "--mode=immediate", "stop");
    }

    /** Starts it again, on the same port. */
    public void resume() {
        run("pg_ctl", "--pgdata=" + data(), "--wait", "--log=" + this.directory.resolve("log"),
                "--options=-p %d -h 127.0.0.1 -k '' -F".formatted(this.port), "start");
    }

    @Override
    public void close() {
        try {
            if (Files.exists(data().resolve("postmaster.pid"))) {
                halt();
            }
            FileSystemUtils.deleteRecursively(this.directory);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot delete the cluster of PostgreSQL", ex);
        }
    }

    private Path data() {
        return this.directory.resolve("data");
    }

    // PostgreSQL refuses to run as root.
    private void run(String tool, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", unprivileged(), "--"));
        }
        command.add(Tools.locate(tool));
        command.addAll(List.of(arguments));
        Tools.run(command.toArray(String[]::new)).requireSuccess();
    }

    private static void giveAway(Path path) throws IOException {
        if (isRoot()) {
            Files.setOwner(path,
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(unprivileged()));
        }
    }

    private static String unprivileged() {
        return Tools.run("id", "postgres").exitCode() == 0 ? "postgres" : "nobody";
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

}
