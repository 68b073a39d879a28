package dev.registryarchiver.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.inventory.RunId;

/**
 * The one run this process works on, and whether it is to end early. Safe for use by many
 * threads.
 */
final class CurrentRun {

    private final List<Runnable> stopListeners = new ArrayList<>();

    private volatile @Nullable RunId id;

    private volatile @Nullable Stop stop;

    /**
     * Why a run ends early.
     *
     * @param exitCode what the process will tell its caller
     * @param reason the reason, in a sentence
     */
    record Stop(ExitCode exitCode, String reason) {
    }

    void begin(RunId run) {
        this.id = run;
    }

    RunId id() {
        RunId run = this.id;
        if (run == null) {
            throw new IllegalStateException("No run has begun");
        }
        return run;
    }

    /**
     * Ends the run early: nothing new is begun, transfers come to rest. The first reason
     * counts.
     */
    synchronized void stop(ExitCode exitCode, String reason) {
        if (this.stop == null) {
            this.stop = new Stop(exitCode, reason);
            this.stopListeners.forEach(Runnable::run);
        }
    }

    /** Calls {@code listener} when the run is ended early, at once if it already is. */
    synchronized void onStop(Runnable listener) {
        this.stopListeners.add(listener);
        if (this.stop != null) {
            listener.run();
        }
    }

    boolean isStopping() {
        return this.stop != null;
    }

    Optional<Stop> stop() {
        return Optional.ofNullable(this.stop);
    }

}
