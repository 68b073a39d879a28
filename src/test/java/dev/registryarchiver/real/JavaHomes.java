package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/** Java installations of this machine. */
public final class JavaHomes {

    private JavaHomes() {
    }

    /**
     * An installation of a version: the one that runs, or one installed beside it.
     * Without any the test is skipped, or fails where the environment variable {@code CI}
     * is {@code true}.
     */
    public static Path require(int version) {
        Path current = Path.of(System.getProperty("java.home"));
        try (Stream<Path> siblings = Files.list(current.resolveSibling(""))) {
            return Stream.concat(Stream.of(current), siblings.sorted())
                .filter((home) -> isVersion(home, version))
                .findFirst()
                .orElseGet(() -> missing(version));
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static Path missing(int version) {
        String message = "No Java %d is installed beside %s".formatted(version, System.getProperty("java.home"));
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        Assumptions.abort(message);
        throw new IllegalStateException(message);
    }

    private static boolean isVersion(Path home, int version) {
        Path release = home.resolve("release");
        try {
            return Files.isReadable(release) && Files.isExecutable(home.resolve("bin/java"))
                    && Files.readString(release).contains("JAVA_VERSION=\"" + version);
        }
        catch (IOException ex) {
            return false;
        }
    }

}
