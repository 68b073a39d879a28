package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.image.Printable;

/**
 * Who holds the job state, in a file of the state directory. It only informs: locks
 * decide, and a file that a dead process left says nothing.
 */
final class StateOwner {

    private static final Logger logger = LoggerFactory.getLogger(StateOwner.class);

    private static final String FILE = "owner.properties";

    private final Path file;

    StateOwner(Path stateDirectory) {
        this.file = stateDirectory.resolve(FILE);
    }

    /**
     * This process holds the state from now on.
     * @param state its name
     */
    void write(Instant since, String state) {
        Properties owner = new Properties();
        owner.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
        owner.setProperty("host", host());
        owner.setProperty("since", since.toString());
        owner.setProperty("state", state);
        Path unfinished = this.file.resolveSibling(FILE + ".partial");
        try {
            try (OutputStream output = Files.newOutputStream(unfinished)) {
                owner.store(output, "Who holds the job state; for information only");
            }
            Files.move(unfinished, this.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        catch (IOException ex) {
            logger.debug("Cannot write {}", this.file, ex);
        }
    }

    /** This process is about to give the state back. */
    void delete() {
        try {
            Files.deleteIfExists(this.file);
        }
        catch (IOException ex) {
            logger.debug("Cannot delete {}", this.file, ex);
        }
    }

    /**
     * Who holds the state, such as {@code process 4711 on build-7 since
     * 2026-01-02T03:04:05Z}; empty when nobody says so who can still be alive.
     */
    Optional<String> describe() {
        Properties owner = new Properties();
        try (InputStream input = Files.newInputStream(this.file)) {
            owner.load(input);
            long pid = Long.parseLong(owner.getProperty("pid", ""));
            String host = owner.getProperty("host", "");
            Instant since = Instant.parse(owner.getProperty("since", ""));
            boolean dead = host.equals(host()) && ProcessHandle.of(pid).isEmpty();
            return dead ? Optional.empty()
                    : Optional.of("process %d on %s since %s".formatted(pid, Printable.of(host), since));
        }
        catch (IOException | IllegalArgumentException | DateTimeException ex) {
            return Optional.empty();
        }
    }

    /** Whether the file speaks of a process that holds this state. */
    boolean isOf(String state) {
        Properties owner = new Properties();
        try (InputStream input = Files.newInputStream(this.file)) {
            owner.load(input);
            return state.equals(owner.getProperty("state"));
        }
        catch (IOException | IllegalArgumentException ex) {
            return false;
        }
    }

    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        }
        catch (UnknownHostException ex) {
            return "an unnamed host";
        }
    }

}
