package dev.registryarchiver.report;

import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;

/** Is told of the events of a run as they happen, by many threads at once. */
public interface RunListener {

    /**
     * A run knows its repositories and begins to archive them, or goes on with it.
     * @param run the run
     * @param registry address of the registry
     * @param repositories how many there are
     * @param done how many of them an earlier execution of the run has done
     */
    default void started(RunId run, String registry, long repositories, long done) {
    }

    /** It is recorded what became of a repository. */
    default void finished(WorklistEntry entry) {
    }

}
