package dev.registryarchiver.auth;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.Printable;

/**
 * A program of the user that keeps credentials, {@code docker-credential-NAME}. It is
 * started without a shell; nothing it prints is ever shown.
 *
 * @see <a href= "https://github.com/docker/docker-credential-helpers">
 * docker-credential-helpers</a>
 */
final class CredentialHelper {

    /** How long an answer may take. */
    static final Duration TIMEOUT = Duration.ofSeconds(30);

    static final int MAX_ANSWER = 64 * 1024;

    private static final String PREFIX = "docker-credential-";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");

    private static final String NOT_FOUND = "credentials not found in native keychain";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;

    private final Map<String, String> environment;

    private final Duration timeout;

    /**
     * @param name what the docker config calls it
     * @param environment what the program gets to see; its {@code PATH} says where it is
     */
    CredentialHelper(String name, Map<String, String> environment, Duration timeout) {
        this.name = name;
        this.environment = environment;
        this.timeout = timeout;
    }

    /**
     * What it keeps for a server, if anything.
     * @param server the server as docker names it
     * @throws CredentialHelperException if it is not there or does not do its work
     */
    Optional<Credentials> ask(String server) throws CredentialHelperException {
        Path program = locate();
        Process process = start(program);
        try {
            return talk(process, server);
        }
        catch (TimeoutException ex) {
            throw new CredentialHelperException("did not answer within %d s".formatted(this.timeout.toSeconds()));
        }
        catch (ExecutionException ex) {
            throw new CredentialHelperException("could not be read from");
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CredentialHelperException("was not waited for");
        }
        finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return Printable.of(PREFIX + this.name);
    }

    private Path locate() throws CredentialHelperException {
        if (!NAME.matcher(this.name).matches()) {
            throw new CredentialHelperException("has a name with other characters than letters, digits, '.', '_', '-'");
        }
        return Arrays.stream(this.environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter((directory) -> !directory.isBlank())
            .flatMap((directory) -> Arrays.stream(new String[] { "", ".exe" })
                .map((suffix) -> Path.of(directory, PREFIX + this.name + suffix)))
            .filter((file) -> Files.isRegularFile(file) && Files.isExecutable(file))
            .findFirst()
            .orElseThrow(() -> new CredentialHelperException("is not on the PATH"));
    }

    private Process start(Path program) throws CredentialHelperException {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "get")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(this.environment);
        try {
            return builder.start();
        }
        catch (IOException ex) {
            throw new CredentialHelperException("cannot be started");
        }
    }

    private Optional<Credentials> talk(Process process, String server)
            throws CredentialHelperException, InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + this.timeout.toNanos();
        // In a thread of its own, because what the program has started may keep the pipe
        // open for ever.
        FutureTask<byte[]> reading = new FutureTask<>(() -> process.getInputStream().readNBytes(MAX_ANSWER + 1));
        Thread reader = new Thread(reading, "credential-helper");
        reader.setDaemon(true);
        reader.start();
        tell(process, server);
        byte[] answer = reading.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer.length > MAX_ANSWER) {
            throw new CredentialHelperException("answered with more than %d bytes".formatted(MAX_ANSWER));
        }
        if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        return (process.exitValue() == 0) ? credentials(answer) : notFound(process.exitValue(), answer);
    }

    private static void tell(Process process, String server) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(server.getBytes(StandardCharsets.UTF_8));
        }
        catch (IOException ex) {
            // A helper for one server only need not read its name.
        }
    }

    private static Optional<Credentials> notFound(int exitCode, byte[] answer) throws CredentialHelperException {
        if (new String(answer, StandardCharsets.UTF_8).contains(NOT_FOUND)) {
            return Optional.empty();
        }
        throw new CredentialHelperException("ended with exit code %d".formatted(exitCode));
    }

    static Optional<Credentials> credentials(byte[] answer) throws CredentialHelperException {
        try {
            JsonNode root = JSON.readTree(answer);
            String username = root.path("Username").stringValue("");
            String secret = root.path("Secret").stringValue("");
            if (root.isObject() && !secret.isEmpty()) {
                return Optional.of(Credentials.of(username, secret));
            }
        }
        catch (JacksonException | IllegalArgumentException ex) {
            // The sentence below is enough; the exception may quote the secret.
        }
        throw new CredentialHelperException("gave no user name and secret");
    }

}
