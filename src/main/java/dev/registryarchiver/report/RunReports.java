package dev.registryarchiver.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.WorklistEntry;

/**
 * The reports of runs: {@code <run>.json} for programs and {@code <run>.html} for people,
 * each with a copy named {@code latest}.
 */
public final class RunReports {

    private static final Logger logger = LoggerFactory.getLogger(RunReports.class);

    private static final String JSON = "json";

    private static final String HTML = "html";

    private final ReportFiles files;

    /**
     * @param directory where reports go; created when missing
     */
    public RunReports(Path directory) {
        this.files = new ReportFiles(directory);
    }

    /** The newest report: the page where there is one. */
    public Path latest() {
        Path page = this.files.latest(HTML);
        return Files.exists(page) ? page : this.files.latest(JSON);
    }

    /** The newest report for programs. */
    public Path latestJson() {
        return this.files.latest(JSON);
    }

    /**
     * Writes the reports of a run. The page is a convenience: the run does not fail when
     * it cannot be written.
     * @param repositories hands every repository to its argument, in order; may be called
     * more than once
     */
    public void write(RunReport report, Consumer<Consumer<WorklistEntry>> repositories) throws IOException {
        this.files.write(report.summary().run(), JSON,
                (output) -> new JsonReport().write(output, report, repositories));
        try {
            this.files.write(report.summary().run(), HTML,
                    (output) -> new HtmlReport().write(output, report, repositories));
        }
        catch (IOException | RuntimeException ex) {
            logger.warn("Cannot write the report as a page, only as JSON: {}", ex.toString());
            forgetPage();
        }
    }

    /** Deletes the reports of all but the newest runs. */
    public void prune(int runsKept) {
        try {
            this.files.prune(runsKept);
        }
        catch (IOException ex) {
            logger.warn("Cannot delete the oldest reports: {}", ex.toString());
        }
    }

    // A page that is still called the latest would tell of an earlier night.
    private void forgetPage() {
        try {
            Files.deleteIfExists(this.files.latest(HTML));
        }
        catch (IOException ex) {
            logger.warn("Cannot delete the page of an earlier run: {}", ex.toString());
        }
    }

}
