package dev.registryarchiver.report;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * Progress that stays in its place on a terminal, on the standard error, with lines of
 * the log above it. Between two drawings the cursor rests at its beginning: whatever a
 * terminal makes of the lines when its width changes, everything from there to the end of
 * the screen is ours and can be drawn anew. The cursor is never hidden, so that a killed
 * process leaves a terminal that works.
 */
public final class LiveDisplay implements AutoCloseable {

    private static final int REFRESH_MILLIS = 250;

    // What a terminal that does not know its size is taken for.
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;

    private final Display display;

    private final ProgressText text;

    private final boolean colours;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor((task) -> {
        Thread thread = new Thread(task, "live-display");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean resized = true;

    // Guarded by this.
    private Size size = USUAL;

    private boolean closed;

    private LiveDisplay(Terminal terminal, ProgressText text, boolean colours) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
        this.text = text;
        this.colours = colours;
    }

    /**
     * Opens the display.
     * @param progress how far the work is
     * @param work what is done with the repositories, such as {@code archived}
     * @param colours whether colours are welcome
     * @return the display, or empty when the standard error is no terminal that can move
     * its cursor
     */
    public static Optional<LiveDisplay> open(Progress progress, String work, boolean colours) {
        try {
            // Signals stay with the virtual machine: they end the run in order.
            Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
                .nativeSignals(false)
                .dumb(true)
                .build();
            if (terminal.getStringCapability(Capability.cursor_up) == null
                    || terminal.getStringCapability(Capability.clr_eos) == null) {
                terminal.close();
                return Optional.empty();
            }
            LiveDisplay display = new LiveDisplay(terminal, new ProgressText(progress, work), colours);
            display.start();
            return Optional.of(display);
        }
        catch (IOException | RuntimeException ex) {
            // Nobody loses anything but the picture.
            return Optional.empty();
        }
    }

    /**
     * Where lines go that are to stand above the display; each is to be written as a
     * whole.
     */
    public OutputStream log() {
        return new OutputStream() {

            @Override
            public void write(int character) {
                write(new byte[] { (byte) character }, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                printAbove(bytes, offset, length);
            }

        };
    }

    /** Removes the display and leaves the cursor where it began. */
    @Override
    public synchronized void close() {
        this.timer.shutdownNow();
        if (this.closed) {
            return;
        }
        this.closed = true;
        try {
            erase();
            this.terminal.flush();
            this.terminal.close();
        }
        catch (IOException | RuntimeException ex) {
            // The process is ending, and the terminal with it.
        }
    }

    private void start() {
        this.terminal.handle(Terminal.Signal.WINCH, (signal) -> this.resized = true);
        this.timer.scheduleWithFixedDelay(this::refresh, 0, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void refresh() {
        if (this.closed) {
            return;
        }
        try {
            draw();
        }
        catch (RuntimeException ex) {
            // The terminal is gone; the work goes on without.
            this.closed = true;
        }
    }

    private synchronized void printAbove(byte[] bytes, int offset, int length) {
        try {
            if (this.closed) {
                System.err.write(bytes, offset, length);
                System.err.flush();
                return;
            }
            erase();
            this.terminal.flush();
            this.terminal.output().write(bytes, offset, length);
            draw();
        }
        catch (IOException | RuntimeException ex) {
            this.closed = true;
        }
    }

    private void draw() {
        if (this.resized) {
            this.resized = false;
            measure();
            erase();
        }
        // Something typed may have moved the cursor.
        this.terminal.writer().write('\r');
        List<AttributedString> lines = this.text.lines(this.size.getRows() - 1, this.size.getColumns() - 1)
            .stream()
            .map(this::styled)
            .toList();
        this.display.update(lines, 0);
        this.terminal.flush();
    }

    private void erase() {
        this.terminal.writer().write('\r');
        this.terminal.puts(Capability.clr_eos);
        this.display.reset();
    }

    private void measure() {
        Size measured = this.terminal.getSize();
        this.size = (measured.getColumns() > 1 && measured.getRows() > 1) ? measured : USUAL;
        this.display.resize(this.size.getRows(), this.size.getColumns());
    }

    private AttributedString styled(String line) {
        boolean head = !line.startsWith(" ");
        return (this.colours && head)
                ? new AttributedString(line, AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN))
                : new AttributedString(line);
    }

}
