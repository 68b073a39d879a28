package dev.registryarchiver.job;

import java.util.List;

import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemWriter;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.Worklist;

/**
 * Puts listed repositories on the worklist of the run. Those already on it stay as they
 * are, so a restart may list again.
 */
final class WorklistItemWriter implements ItemWriter<RepositoryName> {

    private final Worklist worklist;

    private final CurrentRun run;

    WorklistItemWriter(Worklist worklist, CurrentRun run) {
        this.worklist = worklist;
        this.run = run;
    }

    @Override
    public void write(Chunk<? extends RepositoryName> repositories) {
        this.worklist.add(this.run.id(), List.copyOf(repositories.getItems()));
    }

}
