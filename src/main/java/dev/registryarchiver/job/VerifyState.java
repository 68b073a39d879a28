package dev.registryarchiver.job;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.StateLock;
import dev.registryarchiver.inventory.StateSchema;
import dev.registryarchiver.inventory.StateServer;

/**
 * The job state as {@code verify} needs it: a copy to look at, and the state itself for
 * the moment in which something has to be written. Safe for use by many threads.
 */
final class VerifyState {

    private final Supplier<ImageInventory> copy;

    private final Supplier<@Nullable StateDatabase> original;

    private @Nullable Set<String> known;

    /**
     * @param copy the inventory to look at; asked for only when needed
     * @param original where the state is to be taken, or {@code null} when the inventory
     * to look at is no copy
     */
    VerifyState(Supplier<ImageInventory> copy, Supplier<@Nullable StateDatabase> original) {
        this.copy = copy;
        this.original = original;
    }

    /** Names of the archives that the inventory knows. */
    synchronized Set<String> knownArchives() {
        if (this.known == null) {
            this.known = new TreeSet<>(this.copy.get().archivePaths());
        }
        return this.known;
    }

    /** What an archive holds, as far as the inventory knows. */
    List<ArchivedBlob> blobsIn(String name) {
        return knownArchives().contains(name) ? this.copy.get().blobsIn(name) : List.of();
    }

    /** Writes to the state, which nobody else holds meanwhile. */
    void take(Writing writing) throws IOException {
        StateDatabase database = this.original.get();
        if (database == null) {
            writing.to(this.copy.get());
            return;
        }
        Optional<StateServer> server = database.server();
        if (server.isPresent()) {
            // Nothing is left to be fenced off when the connection below is closed first.
            try (StateLock lock = server.get().lock(StateTenure.claim(Clock.systemUTC()))) {
                write(database, writing);
            }
        }
        else {
            write(database, writing);
        }
    }

    private static void write(StateDatabase database, Writing writing) throws IOException {
        SingleConnectionDataSource connection = new SingleConnectionDataSource(database.getJdbcUrl(),
                String.valueOf(database.getUsername()), String.valueOf(database.getPassword()), true);
        try {
            StateSchema schema = new StateSchema(connection);
            schema.version();
            schema.create();
            writing.to(new ImageInventory(new JdbcTemplate(connection)));
        }
        finally {
            connection.destroy();
        }
    }

    /** Something that is written to the inventory. */
    @FunctionalInterface
    interface Writing {

        void to(ImageInventory inventory) throws IOException;

    }

}
