package dev.registryarchiver.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.io.output.TeeOutputStream;

import dev.registryarchiver.RegistryArchiverApplication;

/**
 * The program run to its end in this process, exactly as {@code main} would run it.
 *
 * @param exitCode what the process would have told its caller
 * @param output everything it printed
 * @param results what of it went to the standard output
 * @param errors what of it went to the standard error
 */
record ProgramRun(int exitCode, String output, String results, String errors) {

    /**
     * Runs with what a user would type, archiving into {@code archives}; retries do not
     * wait.
     */
    static synchronized ProgramRun of(Path archives, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--archive.directory=" + archives);
        all.add("--transport.retries=1");
        all.add("--transport.retry-wait=10ms");
        return bare(all.toArray(String[]::new));
    }

    /** What went to the standard error besides the log. */
    List<String> complaints() {
        return this.errors.lines().filter((line) -> !line.matches("[0-9:]{8} (TRACE|DEBUG|INFO|WARN) .*")).toList();
    }

    /** Runs with these arguments and no others. */
    static synchronized ProgramRun bare(String... arguments) {
        PrintStream output = System.out;
        PrintStream errors = System.err;
        ByteArrayOutputStream everything = new ByteArrayOutputStream();
        ByteArrayOutputStream onlyResults = new ByteArrayOutputStream();
        ByteArrayOutputStream onlyErrors = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(new TeeOutputStream(everything, onlyResults), true,
                StandardCharsets.UTF_8);
                PrintStream err = new PrintStream(new TeeOutputStream(everything, onlyErrors), true,
                        StandardCharsets.UTF_8)) {
            System.setOut(out);
            System.setErr(err);
            int exitCode = Program.run(RegistryArchiverApplication.class, arguments);
            return new ProgramRun(exitCode, everything.toString(StandardCharsets.UTF_8),
                    onlyResults.toString(StandardCharsets.UTF_8), onlyErrors.toString(StandardCharsets.UTF_8));
        }
        finally {
            System.setOut(output);
            System.setErr(errors);
        }
    }

}
