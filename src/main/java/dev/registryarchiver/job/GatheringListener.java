package dev.registryarchiver.job;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.inventory.GatheredCommits;

/**
 * While many lanes commit, their commits are written to a file of ours together. All
 * others, such as the beginning of a run and each page of the catalog, are written at
 * once.
 */
final class GatheringListener implements StepExecutionListener {

    private final StateDatabase database;

    private final JdbcTemplate tables;

    private final CurrentRun run;

    private @Nullable GatheredCommits gathered;

    GatheringListener(StateDatabase database, JdbcTemplate tables, CurrentRun run) {
        this.database = database;
        this.tables = tables;
        this.run = run;
    }

    @Override
    public void beforeStep(StepExecution archiveStep) {
        if (this.database.file().isPresent()) {
            this.gathered = GatheredCommits.begin(this.tables, this.run::fail);
        }
    }

    @Override
    public @Nullable ExitStatus afterStep(StepExecution archiveStep) {
        if (this.gathered != null) {
            this.gathered.close();
        }
        return null;
    }

}
