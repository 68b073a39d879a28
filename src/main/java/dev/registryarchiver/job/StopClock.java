package dev.registryarchiver.job;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run by the clock. When {@code job.deadline} has come, nothing new is begun; what
 * is under way has half of {@code job.grace} to finish. Whatever stops a run, exchanges
 * that still wait for a server after half of {@code job.grace} are given up, so that what
 * they brought is kept and the run comes to rest in time.
 */
final class StopClock implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(StopClock.class);

    // What is asked of it after it is closed, when everything is at rest, is not done.
    private final ScheduledExecutorService timer = new ScheduledThreadPoolExecutor(1, StopClock::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private final CurrentRun run;

    private final Duration halfOfGrace;

    StopClock(CurrentRun run, Duration grace) {
        this.run = run;
        this.halfOfGrace = grace.dividedBy(2);
        run.onStop(() -> after(this.halfOfGrace, run::abort));
    }

    /** From now on there is a deadline, counted from the start of the program. */
    void endAfter(Duration deadline) {
        Duration left = deadline.minus(this.run.age());
        after(left.isNegative() ? Duration.ZERO : left, () -> reachDeadline(deadline));
    }

    @Override
    public void close() {
        this.timer.shutdownNow();
    }

    private void reachDeadline(Duration deadline) {
        String reason = "The time of job.deadline (%s) is over; what is finished is kept, and the next run continues"
            .formatted(words(deadline));
        logger.info("{}", reason);
        this.run.windDown(ExitCode.DEADLINE, reason);
        after(this.halfOfGrace, () -> this.run.stop(ExitCode.DEADLINE, reason));
    }

    private void after(Duration delay, Runnable action) {
        this.timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "stop-clock");
        thread.setDaemon(true);
        return thread;
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

}
