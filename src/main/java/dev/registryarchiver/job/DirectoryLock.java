package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps processes whose states are in different databases from writing the same archives
 * at once. Where the file system has no locks, nothing does, and where the archives are
 * in a bucket, only processes that have the state directory in common are kept apart.
 */
final class DirectoryLock implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(DirectoryLock.class);

    // A process that lost its state notices that, and comes to rest, in less.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final long POLL_MILLIS = 200;

    private final StateOwner owner;

    private final @Nullable FileChannel channel;

    private DirectoryLock(StateOwner owner, @Nullable FileChannel channel) {
        this.owner = owner;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     * @param stateDirectory where the lock is
     * @param state name of the state that this process holds
     * @throws StateInUseException if a process with another state has it
     */
    static DirectoryLock take(Path stateDirectory, String state, Instant now) {
        StateOwner owner = new StateOwner(stateDirectory);
        @Nullable FileChannel channel = open(stateDirectory);
        if (channel != null && !tryLock(channel)) {
            if (!owner.isOf(state)) {
                close(channel);
                throw new StateInUseException(owner.describe().orElse(""), null);
            }
            // Whoever had the state before us is gone or about to notice that it lost it,
            // as the database has proven. The lock of a dead client of a network file
            // system may stay for longer.
            logger.info("Another process still has the archive directory; waiting until it is gone");
            await(channel);
        }
        owner.write(now, state);
        return new DirectoryLock(owner, channel);
    }

    @Override
    public void close() {
        this.owner.delete();
        if (this.channel != null) {
            close(this.channel);
        }
    }

    private static @Nullable FileChannel open(Path stateDirectory) {
        try {
            Files.createDirectories(stateDirectory);
            return FileChannel.open(stateDirectory.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        }
        catch (IOException ex) {
            logger.debug("{} cannot be locked", stateDirectory, ex);
            return null;
        }
    }

    private static boolean tryLock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        }
        catch (OverlappingFileLockException ex) {
            return false;
        }
        catch (IOException ex) {
            logger.debug("The file system of the archive directory has no locks", ex);
            return true;
        }
    }

    private static void await(FileChannel channel) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!tryLock(channel)) {
            if (System.nanoTime() > deadline) {
                logger.warn("The lock of the archive directory stays; its process has lost the job state");
                return;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            }
            catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        }
        catch (IOException ex) {
            logger.debug("Cannot close the lock of the archive directory", ex);
        }
    }

}
