package dev.registryarchiver.job;

import java.util.Optional;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;

import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.report.RunSummary;

/**
 * The commands {@code archive} and {@code retry}: runs the job and tells how it ended.
 */
final class RunCommand {

    private static final String WORK = "archived";

    private final RunLauncher launcher;

    private final RunSummaries summaries;

    private final Worklist worklist;

    private final CurrentRun run;

    private final RunReports reports;

    private final RunConsole console;

    RunCommand(RunLauncher launcher, RunSummaries summaries, Worklist worklist, CurrentRun run, RunReports reports,
            RunConsole console) {
        this.launcher = launcher;
        this.summaries = summaries;
        this.worklist = worklist;
        this.run = run;
        this.reports = reports;
        this.console = console;
    }

    ExitCode archive() throws JobExecutionException {
        JobExecution execution;
        try (RunConsole.Showing showing = this.console.show(WORK)) {
            execution = this.launcher.archive();
        }
        return finish(execution);
    }

    ExitCode retry() throws JobExecutionException {
        Optional<JobExecution> execution;
        try (RunConsole.Showing showing = this.console.show(WORK)) {
            execution = this.launcher.retry();
        }
        if (execution.isEmpty()) {
            this.console.inform("There is nothing to retry: the last run left nothing undone, or there was none.");
            return ExitCode.SUCCESS;
        }
        return finish(execution.get());
    }

    private ExitCode finish(JobExecution execution) {
        RunSummary summary = this.summaries.of(execution);
        this.console.summarize(summary, (consumer) -> this.worklist.forEach(summary.run(), consumer), this.reports);
        ExitCode exitCode = explain(summary, execution);
        if (summary.isWhole()) {
            this.launcher.removeOrphans();
        }
        this.launcher.prune();
        return exitCode;
    }

    private ExitCode explain(RunSummary summary, JobExecution execution) {
        Optional<Throwable> trouble = execution.getAllFailureExceptions()
            .stream()
            .filter((failure) -> !Failures.isStop(failure))
            .findFirst();
        trouble.filter((failure) -> this.run.stop().isEmpty()).ifPresent(this.run::fail);
        if (summary.status() == RunSummary.Status.COMPLETED && trouble.isEmpty()) {
            warnOfNothing(summary);
            return ExitCode.SUCCESS;
        }
        if (summary.status() == RunSummary.Status.COMPLETED_WITH_FAILURES) {
            this.console.advise("Run 'retry' with the same properties to work on what failed.");
            return ExitCode.REPOSITORIES_FAILED;
        }
        Optional<CurrentRun.Stop> stop = this.run.stop();
        String reason = stop.map(CurrentRun.Stop::reason)
            .or(() -> trouble.map(Failures::sentence))
            .orElse("The run ended before every repository was reached.");
        this.console.fail(reason);
        return stop.map(CurrentRun.Stop::exitCode)
            .or(() -> trouble.map(Failures::exitCode))
            .orElse(ExitCode.CANNOT_GO_ON);
    }

    // Registries show a user without rights an empty catalog; an empty night must not
    // pass for a good one.
    private void warnOfNothing(RunSummary summary) {
        if (summary.repositories() == 0) {
            this.console
                .warn("The registry lists no repository that catalog.include and catalog.exclude let through. If there "
                        + "should be some, check the rights of the user and the patterns, or name them in "
                        + "catalog.repositories.");
        }
    }

}
