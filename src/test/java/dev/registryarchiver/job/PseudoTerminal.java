package dev.registryarchiver.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import org.jline.builtins.ScreenTerminal;

import dev.registryarchiver.RegistryArchiverApplication;

/**
 * The program on a terminal of its own, with an emulator that shows what a person would
 * see.
 */
final class PseudoTerminal implements AutoCloseable {

    static final int ROWS = 30;

    private static final int LONGEST_SECONDS = 120;

    private final PtyProcess process;

    private final ScreenTerminal screen;

    private final StringBuilder raw = new StringBuilder();

    private final Thread reader;

    private PseudoTerminal(PtyProcess process, int columns) {
        this.process = process;
        this.screen = new ScreenTerminal(columns, ROWS);
        this.reader = new Thread(this::read, "terminal");
        this.reader.start();
    }

    /** Starts the program on a terminal of this width. */
    static PseudoTerminal start(int columns, Map<String, String> environment, Path archives, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                        System.getProperty("java.class.path"), RegistryArchiverApplication.class.getName()));
        command.addAll(List.of(arguments));
        command.add("--archive.directory=" + archives);
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("TERM", "xterm-256color");
        variables.remove("NO_COLOR");
        variables.putAll(environment);
        try {
            PtyProcess process = new PtyProcessBuilder(command.toArray(String[]::new)).setEnvironment(variables)
                .setInitialColumns(columns)
                .setInitialRows(ROWS)
                .start();
            return new PseudoTerminal(process, columns);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** What a person sees, line by line. */
    synchronized List<String> screen() {
        return this.screen.toString().lines().map(String::stripTrailing).toList();
    }

    /** Every character that was sent. */
    synchronized String raw() {
        return this.raw.toString();
    }

    void resize(int columns) {
        synchronized (this) {
            this.screen.setSize(columns, ROWS);
        }
        try {
            this.process.setWinSize(new WinSize(columns, ROWS));
        }
        catch (IllegalStateException ex) {
            // The program closes its terminal a moment before it has ended.
            exitCode();
        }
    }

    void type(String text) {
        try {
            this.process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            this.process.getOutputStream().flush();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    boolean isAlive() {
        return this.process.isAlive();
    }

    /** Waits for the end of the program and of what it prints. */
    int exitCode() {
        try {
            if (!this.process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("Still running: " + screen());
            }
            this.reader.join();
            return this.process.exitValue();
        }
        catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    @Override
    public void close() {
        this.process.destroyForcibly();
    }

    private void read() {
        byte[] buffer = new byte[4096];
        try (InputStream output = this.process.getInputStream()) {
            for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                // Everything the program draws is ASCII.
                String text = new String(buffer, 0, count, StandardCharsets.US_ASCII);
                synchronized (this) {
                    this.raw.append(text);
                    this.screen.write(text);
                }
            }
        }
        catch (IOException ex) {
            // The terminal is closed when its last process ends.
        }
    }

}
