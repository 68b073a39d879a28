package dev.registryarchiver.real;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** External commands. */
public final class Tools {

    // Daemons are often not on the PATH of ordinary users, nor is the JDK.
    private static final List<String> MORE_PLACES = Stream
        .concat(Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin", System.getProperty("java.home") + "/bin"),
                postgresql())
        .toList();

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private Tools() {
    }

    /** Where a tool is installed. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), MORE_PLACES.stream())
            .map((directory) -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst();
    }

    /** The absolute path of a tool that has to be there. */
    static String locate(String name) {
        return find(name).map(Path::toString)
            .orElseThrow(() -> new IllegalStateException(
                    "Cannot run %s: it is not on the PATH; install it".formatted(name)));
    }

    // Debian keeps each version in a directory of its own; the newest comes first.
    private static Stream<String> postgresql() {
        File[] versions = new File("/usr/lib/postgresql").listFiles();
        return (versions == null) ? Stream.empty()
                : Arrays.stream(versions).map((version) -> version + "/bin").sorted(Comparator.reverseOrder());
    }

    /** Runs a command to its end, for at most a minute. */
    public static Result run(String... command) {
        return run(TIMEOUT, command);
    }

    /**
     * Runs a command to its end.
     * @param timeout after this the command is killed and the call fails
     * @param command name of the tool and its arguments; no shell is involved
     */
    public static Result run(Duration timeout, String... command) {
        try {
            return run(timeout, Files.createTempFile("stdout", ".txt"), Files.createTempFile("stderr", ".txt"),
                    command);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot run " + command[0], ex);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command[0], ex);
        }
    }

    private static Result run(Duration timeout, Path stdout, Path stderr, String... command)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(command));
        line.set(0, locate(command[0]));
        Process process = new ProcessBuilder(line).redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile())
            .start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("%s did not end within %s".formatted(command[0], timeout));
            }
            return new Result(command[0], process.exitValue(), Files.readString(stdout), Files.readString(stderr));
        }
        finally {
            process.destroyForcibly();
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    /**
     * How a command ended.
     *
     * @param tool name of the tool; its arguments may hold passwords
     * @param exitCode exit code, 0 for success
     * @param stdout everything it printed
     * @param stderr everything it complained about
     */
    public record Result(String tool, int exitCode, String stdout, String stderr) {

        /** The same, provided that the command succeeded. */
        public Result requireSuccess() {
            if (this.exitCode != 0) {
                throw new IllegalStateException(
                        "%s ended with %d: %s".formatted(this.tool, this.exitCode, this.stderr));
            }
            return this;
        }

    }

}
