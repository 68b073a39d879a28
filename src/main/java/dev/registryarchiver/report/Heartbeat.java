package dev.registryarchiver.report;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.registryarchiver.inventory.WorklistEntry;

/**
 * A sign of life where there is no live display: how far the work is, when nothing was
 * said for a while.
 */
public final class Heartbeat implements RunListener, AutoCloseable {

    private final ProgressText text;

    private final Duration silence;

    private final Consumer<String> listener;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
        Thread thread = new Thread(task, "heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    private volatile long lastWord = System.nanoTime();

    /**
     * @param progress how far the work is
     * @param work what is done with the repositories, such as {@code archived}
     * @param silence how long nothing has to be said
     * @param listener gets the sentence
     */
    public Heartbeat(Progress progress, String work, Duration silence, Consumer<String> listener) {
        this.text = new ProgressText(progress, work);
        this.silence = silence;
        this.listener = listener;
        long period = Math.max(1, Math.min(1000, silence.toMillis() / 4));
        this.timer.scheduleWithFixedDelay(this::beat, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void finished(WorklistEntry entry) {
        this.lastWord = System.nanoTime();
    }

    @Override
    public void close() {
        this.timer.shutdownNow();
    }

    private void beat() {
        if (System.nanoTime() - this.lastWord >= this.silence.toNanos()) {
            this.listener.accept(this.text.sentence());
            this.lastWord = System.nanoTime();
        }
    }

}
