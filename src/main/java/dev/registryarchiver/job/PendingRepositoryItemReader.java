package dev.registryarchiver.job;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import org.springframework.batch.infrastructure.item.ItemReader;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * Hands the undone repositories of the run to whichever lane asks next, each once, so
 * that a heavy repository never holds others up. It needs no restart state: what is
 * undone stands in the worklist. Says that nothing is left when the run is to end early.
 * Shared by all lanes.
 */
final class PendingRepositoryItemReader implements ItemReader<RepositoryName> {

    private static final int PAGE = 500;

    private final Worklist worklist;

    private final CurrentRun run;

    // Position, guarded by this.
    private final Deque<WorklistEntry> page = new ArrayDeque<>();

    private long last;

    private boolean reopened;

    PendingRepositoryItemReader(Worklist worklist, CurrentRun run) {
        this.worklist = worklist;
        this.run = run;
    }

    @Override
    public synchronized @Nullable RepositoryName read() {
        if (this.run.isEnding()) {
            return null;
        }
        if (this.page.isEmpty()) {
            turn();
        }
        WorklistEntry next = this.page.poll();
        if (next == null) {
            return null;
        }
        this.last = next.position();
        return next.repository();
    }

    // What failed before comes last: it may well fail again, and must not keep others
    // from their turn.
    private void turn() {
        if (!this.reopened) {
            this.page.addAll(this.worklist.pending(this.run.id(), this.last, PAGE));
            if (!this.page.isEmpty()) {
                return;
            }
            this.reopened = true;
            this.last = 0;
        }
        this.page.addAll(this.worklist.reopened(this.run.id(), this.last, PAGE));
    }

}
