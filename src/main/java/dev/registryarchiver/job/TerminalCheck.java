package dev.registryarchiver.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether the standard error may be a terminal, and what it can do; made without the
 * library that draws on it, which is not worth loading elsewhere.
 */
final class TerminalCheck {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private final Map<String, String> environment;

    TerminalCheck(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether a display that redraws itself is worth a try. */
    boolean mayBeTerminal() {
        String type = this.environment.getOrDefault("TERM", "");
        return !type.isEmpty() && !type.equals("dumb") && isConnected();
    }

    /**
     * Whether colours are welcome.
     * @see <a href="https://no-color.org">no-color.org</a>
     */
    boolean allowsColours() {
        return this.environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    private static boolean isConnected() {
        if (!Files.exists(STANDARD_ERROR)) {
            return System.console() != null;
        }
        try {
            return Files.readSymbolicLink(STANDARD_ERROR).toString().matches("/dev/(pts/|tty|console).*");
        }
        catch (IOException ex) {
            return false;
        }
    }

}
