package dev.registryarchiver.job;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an orderly end: the run is told to stop and gets a grace
 * period to come to rest, then the virtual machine ends with the exit code of the signal
 * (143, 130). A flag and no interrupt, because interrupting a thread that writes to H2
 * closes the whole database.
 */
final class StopSignal implements AutoCloseable {

    private final CountDownLatch atRest = new CountDownLatch(1);

    private final Thread hook;

    private volatile Duration grace = Duration.ZERO;

    StopSignal(CurrentRun run) {
        this.hook = new Thread(() -> {
            SecondSignal.endsAtOnce();
            run.stop(ExitCode.STOPPED, "The run was asked to stop");
            awaitRest();
        }, "stop-signal");
        Runtime.getRuntime().addShutdownHook(this.hook);
    }

    /** From here on there is something to come to rest. */
    void arm(Duration longestWait) {
        this.grace = longestWait;
    }

    /** Called when everything is closed; from here on nothing has to be waited for. */
    @Override
    public void close() {
        this.atRest.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(this.hook);
        }
        catch (IllegalStateException ex) {
            // The signal has come; the virtual machine ends as soon as the hook returns.
        }
    }

    private void awaitRest() {
        try {
            this.atRest.await(this.grace.toMillis(), TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

}
