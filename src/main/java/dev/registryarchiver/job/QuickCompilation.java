package dev.registryarchiver.job;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps HotSpot's optimizing compiler to the digests and to TLS, whose machine
 * instructions only that one knows. For all the rest, the quick compiler serves: in a
 * night of seconds or minutes the optimizing one takes more CPU time than it saves, half
 * of that of a run which has nothing to do. Long runs gain, too, because their time is
 * that of the network, the disk and the digests.
 *
 * @see <a href="https://openjdk.org/jeps/165">JEP 165: Compiler Control</a>
 */
public final class QuickCompilation implements Runnable {

    // The first that matches a method decides.
    private static final String DIRECTIVES = """
            [
              { match: ["sun/security/*.*", "com/sun/crypto/*.*", "java/math/*.*"], c2: { Exclude: false } },
              { match: "*.*", c2: { Exclude: true } }
            ]
            """;

    private QuickCompilation() {
    }

    /**
     * Begins with it, beside what the calling thread does next. Without effect, and
     * without harm, on a Java that has no such compilers.
     */
    public static void begin() {
        Thread thread = new Thread(new QuickCompilation(), "quick-compilation");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            Path file = Files.createTempFile("registry-archiver-", ".directives");
            try {
                Files.writeString(file, DIRECTIVES);
                ManagementFactory.getPlatformMBeanServer()
                    .invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "compilerDirectivesAdd",
                            new Object[] { new String[] { file.toString() } },
                            new String[] { String[].class.getName() });
            }
            finally {
                Files.deleteIfExists(file);
            }
        }
        catch (IOException | JMException | RuntimeException ex) {
            // Slower, and nothing else. It cannot be logged: this is before there is a
            // log.
        }
    }

}
