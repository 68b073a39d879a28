package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/** A server at work in a directory of its own, which is deleted with it. */
record ServerProcess(Process process, Path directory) {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    /**
     * Waits until there is a sign that it listens.
     * @param sign {@code null} as long as there is none
     * @param logs what it writes to, read out when it ends without any
     */
    <T> T await(Supplier<@Nullable T> sign, String... logs) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (this.process.isAlive() && System.nanoTime() < deadline) {
            T seen = sign.get();
            if (seen != null) {
                return seen;
            }
            waitFor(POLL_INTERVAL);
        }
        StringBuilder said = new StringBuilder();
        for (String log : logs) {
            said.append(read(log));
        }
        stop();
        throw new IllegalStateException("The server does not listen; it said: " + said);
    }

    /** What is in one of its files. */
    String read(String file) {
        try {
            return Files.readString(this.directory.resolve(file));
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    void stop() {
        this.process.destroyForcibly();
        waitFor(START_TIMEOUT);
        try {
            FileSystemUtils.deleteRecursively(this.directory);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot delete the files of a server", ex);
        }
    }

    private void waitFor(Duration time) {
        try {
            this.process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

}
