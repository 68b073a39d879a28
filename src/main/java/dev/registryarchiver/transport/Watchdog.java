package dev.registryarchiver.transport;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks after connections on which a thread may be waiting: a timeout of the socket ends
 * silence only, and a byte from time to time is not silent. One thread serves all.
 */
final class Watchdog implements AutoCloseable {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
        Thread thread = new Thread(task, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    Watchdog() {
        this.executor.setRemoveOnCancelPolicy(true);
        // Whoever still reads when everything is closed has no connection to look after.
        this.executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        // Its first use would otherwise delay a request whose connection is just open.
        this.executor.prestartCoreThread();
    }

    /** Runs {@code action} after {@code time} unless the alarm is closed before. */
    Alarm alarm(Duration time, Runnable action) {
        return new Alarm(time, action);
    }

    /** Runs {@code look} again and again until the result is cancelled. */
    Future<?> every(Duration period, Runnable look) {
        return this.executor.scheduleWithFixedDelay(look, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        this.executor.shutdownNow();
    }

    /** Something to happen unless it is prevented. */
    final class Alarm implements AutoCloseable {

        private final Duration time;

        private final Runnable action;

        private Future<?> ring;

        private volatile boolean ringing;

        private Alarm(Duration time, Runnable action) {
            this.time = time;
            this.action = action;
            this.ring = schedule();
        }

        /** The time begins again. Called by the thread that closes the alarm. */
        void restart() {
            this.ring.cancel(false);
            this.ring = schedule();
        }

        boolean isRinging() {
            return this.ringing;
        }

        @Override
        public void close() {
            this.ring.cancel(false);
        }

        private Future<?> schedule() {
            return Watchdog.this.executor.schedule(() -> {
                this.ringing = true;
                this.action.run();
            }, this.time.toNanos(), TimeUnit.NANOSECONDS);
        }

    }

}
