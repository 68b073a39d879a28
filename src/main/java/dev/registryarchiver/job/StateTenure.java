package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.inventory.StateClaim;
import dev.registryarchiver.inventory.StateLock;
import dev.registryarchiver.inventory.StateServer;

/**
 * Holds a job state in PostgreSQL for as long as a command works with it, and ends the
 * run as soon as it is held no longer.
 */
final class StateTenure implements AutoCloseable {

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final StateLock lock;

    private final StatePool pool;

    private final CurrentRun run;

    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, StateTenure::daemon);

    private StateTenure(StateLock lock, StatePool pool, CurrentRun run) {
        this.lock = lock;
        this.pool = pool;
        this.run = run;
    }

    /**
     * Takes the state.
     * @param pool what it will be written through; nothing of it is open yet
     * @param identity tells the archives that the state has to be of
     * @throws dev.registryarchiver.inventory.StateHeldException if another process has it
     * @throws dev.registryarchiver.inventory.StateServerException if it cannot be used
     * @throws UsageException if it is that of another archive directory
     */
    static StateTenure begin(StateServer server, StatePool pool, DirectoryIdentity identity, CurrentRun run,
            Clock clock) {
        StateLock lock = server.lock(claim(clock));
        try {
            identity.require(lock, server.address());
            StateTenure tenure = new StateTenure(lock, pool.behind(lock.fence()), run);
            tenure.watch.scheduleWithFixedDelay(tenure::look, INTERVAL.toMillis(), INTERVAL.toMillis(),
                    TimeUnit.MILLISECONDS);
            return tenure;
        }
        catch (RuntimeException ex) {
            lock.close();
            throw ex;
        }
    }

    /** How this process introduces itself. */
    static StateClaim claim(Clock clock) {
        return new StateClaim(StateOwner.host(), ProcessHandle.current().pid(), clock.instant());
    }

    /** Gives the state back, after everything that writes to it. */
    @Override
    public void close() {
        this.watch.shutdownNow();
        this.pool.close();
        this.lock.close();
    }

    private void look() {
        if (!this.lock.isHeld() && !this.watch.isShutdown()) {
            this.watch.shutdown();
            this.run.fail(this.lock.loss());
            this.pool.close();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "state-watch");
        thread.setDaemon(true);
        return thread;
    }

}
