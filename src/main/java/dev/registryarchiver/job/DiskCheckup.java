package dev.registryarchiver.job;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.archive.ArchiveStore;
import dev.registryarchiver.inventory.StateServer;
import dev.registryarchiver.job.Checkup.Finding;
import dev.registryarchiver.report.Quantities;

/** Looks whether archives could be written and the job state be opened; takes neither. */
final class DiskCheckup {

    private static final long LITTLE_ROOM = 1_000_000_000;

    private final ArchiveStore store;

    private final ObjectProvider<DataSource> state;

    private final @Nullable Path stateFile;

    private final Supplier<Optional<StateServer>> stateServer;

    /**
     * @param state the database, or a copy of the file
     * @param stateFile the file that a run would lock; {@code null} for a database of the
     * user's choice
     * @param stateServer the server of such a database, when it is one of PostgreSQL
     */
    DiskCheckup(ArchiveStore store, ObjectProvider<DataSource> state, @Nullable Path stateFile,
            Supplier<Optional<StateServer>> stateServer) {
        this.store = store;
        this.state = state;
        this.stateFile = stateFile;
        this.stateServer = stateServer;
    }

    void walk(Checkup checkup) {
        checkup.separate("directory", this::checkDirectory);
        checkup.separate("state", this::checkState);
    }

    private Finding checkDirectory() {
        OptionalLong room = this.store.checkWritable();
        String detail = "%s can be written to".formatted(this.store.location());
        if (room.isEmpty()) {
            return Finding.ok(detail);
        }
        detail += ", with room for " + Quantities.bytes(room.getAsLong());
        return (room.getAsLong() < LITTLE_ROOM)
                ? Finding.warning(detail + ". Free some space or set archive.directory.") : Finding.ok(detail);
    }

    private Finding checkState() {
        Optional<StateServer> server = this.stateServer.get();
        if (server.isPresent()) {
            return checkServer(server.get());
        }
        Path file = this.stateFile;
        if (file != null && !Files.exists(file)) {
            return Finding.ok("there is none yet; the first run makes it");
        }
        Optional<ProcessHandle> holder = (file != null) ? StateHolder.of(file) : Optional.empty();
        if (holder.isPresent()) {
            return Finding.warning("process %d holds it%s; a run started now would end with exit code 4"
                .formatted(holder.get().pid(), holder.get().info().command().map(" (%s)"::formatted).orElse("")));
        }
        new JdbcTemplate(this.state.getObject()).queryForObject("select 1", Integer.class);
        return Finding.ok((file != null) ? "%s can be read, and no process of this machine holds it".formatted(file)
                : "the database of spring.datasource.url answers");
    }

    private static Finding checkServer(StateServer server) {
        StateServer.Sight sight = server.look();
        String place = "PostgreSQL %s at %s".formatted(sight.product(), server.address());
        if (sight.holder().isPresent()) {
            String holder = sight.holder().get().isEmpty() ? "another process" : sight.holder().get();
            return Finding
                .warning("%s holds it in %s; a run started now would end with exit code 4".formatted(holder, place));
        }
        server.requireWritable();
        return Finding.ok(sight.version().isPresent() ? "%s has it, and no process holds it".formatted(place)
                : "%s has none yet; the first run makes it".formatted(place));
    }

}
