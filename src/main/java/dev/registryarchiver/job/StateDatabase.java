package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.util.ClassUtils;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.inventory.GatheredCommits;
import dev.registryarchiver.inventory.StateServer;

/**
 * Where the job state lives: an H2 file below the archive directory unless
 * {@code spring.datasource.url} names a database, as a rule one in PostgreSQL.
 */
final class StateDatabase implements JdbcConnectionDetails, AutoCloseable {

    // Each part answers something that was seen: async survives an interrupted thread,
    // WRITE_DELAY=0 loses no commit to kill -9, where H2 itself would lose a second of
    // them, and lets the thread that commits know of a full disk, where a writer in the
    // background leaves all others waiting for ever (GatheredCommits is what both want);
    // DB_CLOSE_ON_EXIT=FALSE lets a stopping run write its last rows. There are more
    // statements than the eight that H2 remembers by itself.
    private static final String OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;QUERY_CACHE_SIZE=64";

    // Milliseconds in which the file is made smaller at the end. A run that is over need
    // not wait for more, and over a few nights a little is enough; unless the file is
    // much larger than what is in it, as the first night of many repositories leaves it.
    private static final String SHRINK = ";MAX_COMPACT_TIME=500";

    private static final String SHRINK_LARGE = ";MAX_COMPACT_TIME=3000";

    private static final String FILE = "registry-archiver";

    private static final String SUFFIX = ".mv.db";

    private final String url;

    private final @Nullable String username;

    private final @Nullable String password;

    // Where the file is, unless it is a database of the user's choice.
    private final @Nullable Path directory;

    private final boolean copy;

    // Only of PostgreSQL.
    private final @Nullable StateServer server;

    private final boolean readOnly;

    private volatile boolean sealing;

    private StateDatabase(String url, @Nullable String username, @Nullable String password, @Nullable Path directory,
            boolean copy, @Nullable StateServer server, boolean readOnly) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.directory = directory;
        this.copy = copy;
        this.server = server;
        this.readOnly = readOnly;
    }

    private static StateDatabase file(Path directory, boolean copy) {
        boolean large = file(directory).toFile().length() > GatheredCommits.UNTIDY;
        String url = "jdbc:h2:async:" + directory.toAbsolutePath().resolve(FILE) + OPTIONS
                + (large ? SHRINK_LARGE : SHRINK);
        return new StateDatabase(url, "sa", "", directory, copy, null, false);
    }

    /**
     * A database of the user's choice.
     * @throws UsageException if nothing here can talk to it
     */
    static StateDatabase at(String url, @Nullable String username, @Nullable String password) {
        String driver = url.startsWith("jdbc:") ? DatabaseDriver.fromJdbcUrl(url).getDriverClassName() : null;
        if (driver == null || !ClassUtils.isPresent(driver, StateDatabase.class.getClassLoader())) {
            // The address is not shown: it may hold a password.
            throw new UsageException("There is no driver for the database that spring.datasource.url names. "
                    + "Write jdbc:postgresql://host:5432/database, or leave it out to keep the job state in the archive directory.");
        }
        return new StateDatabase(url, username, password, null, false, null, false);
    }

    /**
     * A schema in PostgreSQL.
     * @param readOnly whether it is only looked at
     */
    static StateDatabase in(StateServer server, DataSourceProperties login, boolean readOnly) {
        return new StateDatabase(server.address().url(), login.getUsername(), login.getPassword(), null, false, server,
                readOnly);
    }

    /**
     * The H2 file in a state directory, which is created when missing.
     * @throws UsageException if H2 cannot be told of that directory
     */
    static StateDatabase in(Path stateDirectory) {
        if (stateDirectory.toAbsolutePath().toString().contains(";")) {
            throw new UsageException(
                    "The job state cannot be kept in %s: the database takes what follows ';' for its settings. "
                        .formatted(stateDirectory.toAbsolutePath())
                            + "Give an archive.directory without ';', or keep the state elsewhere with spring.datasource.url.");
        }
        try {
            Files.createDirectories(stateDirectory);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(
                    "Cannot create the directory %s for the job state (%s). Check archive.directory and its permissions."
                        .formatted(stateDirectory, reason(ex)),
                    ex);
        }
        return file(stateDirectory, false);
    }

    /**
     * A throw-away copy of the state, so that looking neither writes anything nor waits
     * for a run at work. A copy taken in mid-write may lack the newest rows; those are
     * then learned again.
     */
    static StateDatabase copyOf(Path stateDirectory) {
        return copyOf(Optional.of(file(stateDirectory)).filter(Files::isReadable));
    }

    /** A throw-away state that knows nothing, where there is none yet. */
    static StateDatabase empty() {
        return copyOf(Optional.empty());
    }

    private static StateDatabase copyOf(Optional<Path> original) {
        try {
            Path directory = Files.createTempDirectory("registry-archiver-");
            Path copy = directory.resolve(FILE + SUFFIX);
            directory.toFile().deleteOnExit();
            copy.toFile().deleteOnExit();
            StateSeal.of(copy).toFile().deleteOnExit();
            if (original.isPresent()) {
                copyIfThere(StateSeal.of(original.get()), StateSeal.of(copy));
                Files.copy(original.get(), copy);
            }
            return file(directory, true);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot make a copy of the job state (%s)".formatted(reason(ex)), ex);
        }
    }

    /** The file in a state directory that the process at work holds. */
    static Path file(Path stateDirectory) {
        return stateDirectory.resolve(FILE + SUFFIX);
    }

    /** The file it is in, when it is one of ours. */
    Optional<StateFile> file() {
        return Optional.ofNullable(this.directory).map((home) -> new StateFile(home.resolve(FILE + SUFFIX)));
    }

    /** The server it is in, when it is one of PostgreSQL. */
    Optional<StateServer> server() {
        return Optional.ofNullable(this.server);
    }

    /** What tells whether a file of ours is as it was left. */
    Optional<StateSeal> seal() {
        return file().map(StateFile::seal);
    }

    /** It was opened as a whole and is to be sealed when it is closed. */
    void sealWhenClosed() {
        this.sealing = !this.copy;
    }

    /** Called when its last connection was closed. */
    @Override
    public void close() {
        if (this.sealing) {
            file().filter((state) -> !state.isMarked()).map(StateFile::seal).ifPresent(StateSeal::write);
        }
    }

    /** Who holds it, when it is a file that only one process can hold. */
    Optional<StateOwner> owner() {
        return Optional.ofNullable(this.directory).filter((home) -> !this.copy).map(StateOwner::new);
    }

    /** Whether it is only looked at, and nothing may be written to it. */
    boolean isReadOnly() {
        return this.readOnly;
    }

    /** Whether it is thrown away afterwards. */
    boolean isCopy() {
        return this.copy;
    }

    private static void copyIfThere(Path file, Path copy) throws IOException {
        try {
            Files.copy(file, copy);
        }
        catch (NoSuchFileException ex) {
            // A run at work has none.
        }
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "a file is in its place";
        }
        String words = (failure instanceof FileSystemException ex) ? ex.getReason() : failure.getMessage();
        return (words != null) ? Printable.of(words) : "the operating system does not say why";
    }

    @Override
    public @Nullable String getUsername() {
        return this.username;
    }

    @Override
    public @Nullable String getPassword() {
        return this.password;
    }

    @Override
    public String getJdbcUrl() {
        return this.url;
    }

}
