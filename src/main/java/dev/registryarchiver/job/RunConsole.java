package dev.registryarchiver.job;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.RunId;
import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.ConsoleSummary;
import dev.registryarchiver.report.Heartbeat;
import dev.registryarchiver.report.JsonEvents;
import dev.registryarchiver.report.LiveDisplay;
import dev.registryarchiver.report.Progress;
import dev.registryarchiver.report.RunListener;
import dev.registryarchiver.report.RunLog;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.report.RunSummary;

/**
 * What the console shows while a run is at work: a live display on a terminal, elsewhere
 * a line per repository and a sign of life, and for programs a line of JSON per event.
 * Progress and warnings go to the standard error, results and JSON to the standard
 * output.
 */
final class RunConsole implements RunListener {

    static final Duration SILENCE = Duration.ofMinutes(1);

    private final Progress progress;

    private final PrintStream results;

    private final PrintStream errors;

    private final JsonEvents events;

    private final OutputFormat output;

    private final boolean quiet;

    private final boolean live;

    private final boolean colours;

    private final List<RunListener> listeners = new ArrayList<>();

    /**
     * @param progress how far the work is
     * @param results the standard output
     * @param errors the standard error
     * @param properties what the user wants to see
     * @param structuredLog whether the log is written for machines, so that nobody looks
     * @param environment variables of the environment, which tell of the terminal
     */
    RunConsole(Progress progress, PrintStream results, PrintStream errors, Clock clock, ConsoleProperties properties,
            boolean structuredLog, Map<String, String> environment) {
        TerminalCheck terminal = new TerminalCheck(environment);
        this.progress = progress;
        this.results = results;
        this.errors = errors;
        this.events = new JsonEvents(results, clock);
        this.output = properties.output();
        this.quiet = properties.quiet();
        this.live = !structuredLog && terminal.mayBeTerminal();
        this.colours = terminal.allowsColours();
        this.listeners.add(progress);
        this.listeners.add((this.output == OutputFormat.JSON) ? this.events : new RunLog());
    }

    /**
     * Shows the work until it is closed.
     * @param work what is done with the repositories, such as {@code archived}
     */
    Showing show(String work) {
        ConsoleLog log = ConsoleLog.find();
        if (this.output == OutputFormat.JSON) {
            log.showNothingBut(this.events::warning);
            return () -> {
            };
        }
        if (this.quiet) {
            return () -> {
            };
        }
        return showProgress(work, log);
    }

    private Showing showProgress(String work, ConsoleLog log) {
        if (this.live) {
            LiveDisplay display = LiveDisplay.open(this.progress, work, this.colours).orElse(null);
            if (display != null) {
                log.showOnlyWarnings();
                log.divertTo(display.log());
                return () -> {
                    display.close();
                    log.useStandardError();
                };
            }
        }
        Heartbeat heartbeat = new Heartbeat(this.progress, work, SILENCE,
                (sentence) -> LoggerFactory.getLogger(Heartbeat.class).info(sentence));
        this.listeners.add(heartbeat);
        return heartbeat::close;
    }

    @Override
    public void started(RunId run, String registry, long repositories, long done) {
        this.listeners.forEach((listener) -> listener.started(run, registry, repositories, done));
    }

    @Override
    public void finished(WorklistEntry entry) {
        this.listeners.forEach((listener) -> listener.finished(entry));
    }

    /**
     * Tells what a run did.
     * @param summary the run in numbers
     * @param repositories hands every repository to its argument, in order
     * @param reports where the report is
     */
    void summarize(RunSummary summary, Consumer<Consumer<WorklistEntry>> repositories, RunReports reports) {
        ConsoleSummary console = new ConsoleSummary(this.results);
        if (this.output == OutputFormat.JSON) {
            this.events.summary(summary, reports.latestJson());
        }
        else if (this.quiet) {
            if (summary.status() != RunSummary.Status.COMPLETED) {
                console.printTotals(summary);
            }
        }
        else {
            if (summary.status() != RunSummary.Status.FAILED || summary.repositories() > 0) {
                console.print(summary, repositories);
            }
            this.results.println("Report: " + reports.latest());
        }
    }

    /** Tells what is good to know, and nothing to act on. */
    void inform(String sentence) {
        if (!this.quiet) {
            resultsForPeople().println(sentence);
        }
    }

    /** Tells what to do next. */
    void advise(String sentence) {
        resultsForPeople().println(sentence);
    }

    /** Tells what someone may have to act on. */
    void warn(String sentence) {
        if (this.output == OutputFormat.JSON) {
            this.events.warning(sentence);
        }
        fail(sentence);
    }

    /** Tells why the run ended early. */
    void fail(String sentence) {
        this.errors.println("registry-archiver: " + sentence);
    }

    private PrintStream resultsForPeople() {
        return (this.output == OutputFormat.JSON) ? this.errors : this.results;
    }

    /** Something that is shown until it is closed. */
    interface Showing extends AutoCloseable {

        @Override
        void close();

    }

}
