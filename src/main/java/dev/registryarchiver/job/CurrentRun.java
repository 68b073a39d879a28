package dev.registryarchiver.job;

import java.time.Duration;
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

    private final long begun = System.nanoTime();

    private final List<Runnable> endListeners = new ArrayList<>();

    private final List<Runnable> stopListeners = new ArrayList<>();

    private final List<Runnable> abortListeners = new ArrayList<>();

    private volatile @Nullable RunId id;

    private volatile @Nullable Stop stop;

    private volatile boolean stopping;

    private volatile @Nullable Throwable failure;

    /**
     * Why a run ends early.
     *
     * @param exitCode what the process will tell its caller
     * @param reason the reason, in a sentence
     */
    record Stop(ExitCode exitCode, String reason) {

        /** Whether somebody wanted it, and nothing went wrong. */
        boolean isOnRequest() {
            return this.exitCode == ExitCode.STOPPED || this.exitCode == ExitCode.DEADLINE;
        }

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

    /** How long ago the program was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - this.begun);
    }

    /**
     * Lets the run come to its end: nothing new is begun, what is under way may finish.
     * The first reason counts.
     */
    synchronized void windDown(ExitCode exitCode, String reason) {
        if (this.stop == null) {
            this.stop = new Stop(exitCode, reason);
            this.endListeners.forEach(Runnable::run);
        }
    }

    /**
     * Ends the run early: nothing new is begun, transfers come to rest. The first reason
     * counts.
     */
    synchronized void stop(ExitCode exitCode, String reason) {
        windDown(exitCode, reason);
        if (!this.stopping) {
            this.stopping = true;
            this.stopListeners.forEach(Runnable::run);
        }
    }

    /** Ends the run early because every other repository would fail of this, too. */
    void fail(Throwable cause) {
        this.failure = (this.failure != null) ? this.failure : cause;
        stop(Failures.exitCode(cause), Failures.sentence(cause));
    }

    /** Whatever still waits for a server is given up. */
    synchronized void abort() {
        this.abortListeners.forEach(Runnable::run);
    }

    /** Calls {@code listener} when nothing new is to be begun, at once if so. */
    synchronized void onEnd(Runnable listener) {
        this.endListeners.add(listener);
        if (this.stop != null) {
            listener.run();
        }
    }

    /** Calls {@code listener} when the run is ended early, at once if it already is. */
    synchronized void onStop(Runnable listener) {
        this.stopListeners.add(listener);
        if (this.stopping) {
            listener.run();
        }
    }

    /** Calls {@code listener} when waiting for servers has to end. */
    synchronized void onAbort(Runnable listener) {
        this.abortListeners.add(listener);
    }

    /** Whether nothing new is to be begun. */
    boolean isEnding() {
        return this.stop != null;
    }

    /** Whether what is under way is to come to rest. */
    boolean isStopping() {
        return this.stopping;
    }

    Optional<Stop> stop() {
        return Optional.ofNullable(this.stop);
    }

    /** What ended the run, when it was a failure. */
    Optional<Throwable> failure() {
        return Optional.ofNullable(this.failure);
    }

}
