package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.RegistryArchiverApplication;
import dev.registryarchiver.real.Tools;

/** The program as a process of its own, which can be killed. */
final class ProgramProcess implements AutoCloseable {

    private static final int LONGEST_SECONDS = 120;

    private final Process process;

    private final Path log;

    private ProgramProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ProgramProcess start(Path archives, String... arguments) {
        return start(List.of(), archives, arguments);
    }

    /** With options for the virtual machine. */
    static ProgramProcess start(List<String> options, Path archives, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--archive.directory=" + archives);
        return bare(options, all.toArray(String[]::new));
    }

    /** With options for the virtual machine and these arguments and no others. */
    static ProgramProcess bare(List<String> options, String... arguments) {
        try {
            Path log = Files.createTempFile("registry-archiver-", ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(
                    List.of("-cp", System.getProperty("java.class.path"), RegistryArchiverApplication.class.getName()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
            return new ProgramProcess(process, log);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** What {@code kill -9} does. */
    void kill() {
        this.process.destroyForcibly();
        exitCode();
    }

    /** What {@code kill} does. */
    void terminate() {
        this.process.destroy();
    }

    /** What {@code kill -NAME} does. */
    void signal(String name) {
        Tools.run("kill", "-" + name, Long.toString(this.process.pid())).requireSuccess();
    }

    long pid() {
        return this.process.pid();
    }

    boolean isAlive() {
        return this.process.isAlive();
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!this.process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Still running after %d s:%n%s".formatted(LONGEST_SECONDS, output()));
            }
            return this.process.exitValue();
        }
        catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    String output() {
        try {
            return Files.readString(this.log);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() {
        this.process.destroyForcibly();
    }

}
