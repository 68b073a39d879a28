package dev.registryarchiver.job;

import java.util.Optional;
import java.util.UUID;

import dev.registryarchiver.archive.ArchiveNote;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.inventory.StateAddress;
import dev.registryarchiver.inventory.StateLock;

/**
 * Ties a job state in a database to the archives that it is of, by a number that both
 * have. With the state of others, a run would take for done what was saved there. The
 * number stays with the archives, so that it is found from wherever they are.
 */
final class DirectoryIdentity {

    private final ArchiveNote note;

    /**
     * @param note the number's place among the archives; of a shard, one of its own
     */
    DirectoryIdentity(ArchiveNote note) {
        this.note = note;
    }

    /**
     * Makes sure that state and archives belong together; whichever is new is made to.
     * @throws UsageException if they do not
     */
    void require(StateLock state, StateAddress address) {
        Optional<String> here = this.note.read();
        Optional<String> there = state.directory();
        if (there.isEmpty()) {
            state.belongTo(here.orElseGet(this::make));
        }
        else if (!there.equals(here)) {
            throw new UsageException(
                    ("The job state in PostgreSQL at %s is that of another archive directory. Give this one a schema of "
                            + "its own by currentSchema in spring.datasource.url. If it is the same directory, write %s into %s.")
                        .formatted(address, Printable.of(there.get()), this.note.location()));
        }
    }

    private String make() {
        String identity = UUID.randomUUID().toString();
        this.note.write(identity);
        return identity;
    }

}
