package dev.registryarchiver.job;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.inventory.StateBackup;
import dev.registryarchiver.inventory.StateFailure;
import dev.registryarchiver.inventory.StateReading;
import dev.registryarchiver.inventory.StateSchema;
import dev.registryarchiver.inventory.StateServer;

/**
 * Opens the job state so that it can be relied on: makes sure that nobody else has it,
 * reads all of a file unless its seal is intact and sets a damaged one aside, brings the
 * tables up to date, and learns again from the archives on the disk what a new state does
 * not know.
 */
final class JobState implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(JobState.class);

    private final StateDatabase database;

    private final DataSource dataSource;

    private final Supplier<DirectoryIdentity> identity;

    private final Consumer<JdbcTemplate> rebuild;

    private final Clock clock;

    private final Path stateDirectory;

    private final CurrentRun run;

    private @Nullable StateTenure tenure;

    private @Nullable DirectoryLock directory;

    /**
     * @param stateDirectory the place of this state on a disk
     * @param identity tells the archives that a state in a database has to be of; asked
     * for only when there is one to take
     * @param rebuild fills a new inventory from the archives on the disk
     * @param run what ends when the state is lost
     */
    JobState(StateDatabase database, DataSource dataSource, Path stateDirectory, Supplier<DirectoryIdentity> identity,
            Consumer<JdbcTemplate> rebuild, CurrentRun run, Clock clock) {
        this.database = database;
        this.dataSource = dataSource;
        this.stateDirectory = stateDirectory;
        this.identity = identity;
        this.run = run;
        this.rebuild = rebuild;
        this.clock = clock;
    }

    /**
     * Opens it.
     * @throws StateInUseException if another process holds it
     * @throws dev.registryarchiver.inventory.NewerStateException if a newer program wrote
     * it
     */
    JdbcTemplate open() {
        Optional<StateServer> server = this.database.server();
        if (server.isPresent()) {
            return openServer(server.get());
        }
        Optional<StateFile> file = this.database.file();
        if (file.isEmpty()) {
            return openTables(false);
        }
        StateFile state = file.get();
        Optional<Object> seen = state.identity();
        if (state.isMarked() && seen.isPresent()) {
            setAside(state, seen);
        }
        try {
            return openFile();
        }
        catch (RuntimeException ex) {
            if (StateFailure.behind(ex).filter(StateFailure.DAMAGED::equals).isEmpty()) {
                throw withOwner(ex);
            }
            setAside(state, seen);
        }
        try {
            return openFile();
        }
        catch (RuntimeException ex) {
            throw withOwner(ex);
        }
    }

    /** Called while the state is still open. */
    @Override
    public void close() {
        if (this.directory != null) {
            this.directory.close();
        }
        if (this.tenure != null) {
            this.tenure.close();
        }
    }

    private JdbcTemplate openServer(StateServer server) {
        StatePool pool = new StatePool(this.dataSource);
        if (this.database.isReadOnly()) {
            pool.readOnly();
            return new JdbcTemplate(this.dataSource);
        }
        this.tenure = StateTenure.begin(server, pool, this.identity.get(), this.run, this.clock);
        this.directory = DirectoryLock.take(this.stateDirectory, server.address().toString(), this.clock.instant());
        return openTables(false);
    }

    // All of it is known to be whole before any of it is used. The pool opens the same
    // file before this connection gives it back, so that nobody gets between.
    private JdbcTemplate openFile() {
        StateSeal.Finding finding = this.database.seal().map(StateSeal::examine).orElse(StateSeal.Finding.NONE);
        try (StateReading state = StateReading.open(this.database.getJdbcUrl(), "sa", "")) {
            if (finding != StateSeal.Finding.INTACT) {
                state.readAll();
            }
            if (!this.database.isCopy() && this.directory == null) {
                this.directory = DirectoryLock.take(this.stateDirectory, "file", this.clock.instant());
            }
            JdbcTemplate tables = openTables(finding == StateSeal.Finding.BROKEN);
            if (!this.database.isCopy()) {
                this.database.seal().ifPresent(StateSeal::remove);
                this.database.sealWhenClosed();
            }
            return tables;
        }
    }

    /**
     * @param mayBeOlder whether this may be a state of earlier, which does not know all
     * archives
     */
    private JdbcTemplate openTables(boolean mayBeOlder) {
        StateSchema schema = new StateSchema(this.dataSource);
        OptionalInt version = schema.version();
        boolean old = version.orElse(0) < StateSchema.VERSION;
        if (old) {
            if (version.isPresent() && !this.database.isCopy()) {
                new StateBackup(this.dataSource).make(version.getAsInt(), this.clock.instant())
                    .ifPresent((copy) -> logger.info("The job state is brought up to date; it was copied to {}", copy));
            }
            schema.create();
        }
        if ((old || mayBeOlder) && !this.database.isCopy()) {
            this.rebuild.accept(new JdbcTemplate(this.dataSource));
        }
        if (old) {
            schema.recordVersion();
        }
        return new JdbcTemplate(this.dataSource);
    }

    private void setAside(StateFile state, Optional<Object> seen) {
        if (this.database.isCopy()) {
            state.discard();
            return;
        }
        state.setAside(seen, this.clock.instant())
            .ifPresent((aside) -> logger.warn(
                    "The job state {} is damaged; it was renamed to {} and is made anew from the archives on the disk, of which none is fetched again",
                    state, aside.getFileName()));
    }

    private RuntimeException withOwner(RuntimeException failure) {
        boolean inUse = StateFailure.behind(failure).filter(StateFailure.IN_USE::equals).isPresent();
        return inUse ? new StateInUseException(this.database.owner().flatMap(StateOwner::describe).orElse(""), failure)
                : failure;
    }

}
