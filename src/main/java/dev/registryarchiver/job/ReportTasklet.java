package dev.registryarchiver.job;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.dao.DataAccessException;

import dev.registryarchiver.archive.StoredArchives;
import dev.registryarchiver.inventory.ArchiveTotals;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.RunComparison;
import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.RunRecord;
import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.RunReport;
import dev.registryarchiver.report.RunReports;
import dev.registryarchiver.report.RunSummary;

/**
 * Remembers how the run ended and writes its reports, whatever came before.
 */
final class ReportTasklet implements Tasklet {

    private static final Logger logger = LoggerFactory.getLogger(ReportTasklet.class);

    private final RunReports reports;

    private final Worklist worklist;

    private final RunHistory history;

    private final RunComparison comparison;

    private final StoredArchives archives;

    private final Function<JobExecution, RunSummary> summaries;

    private final RunMeter meter;

    ReportTasklet(RunReports reports, Worklist worklist, RunHistory history, RunComparison comparison,
            StoredArchives archives, Function<JobExecution, RunSummary> summaries, RunMeter meter) {
        this.reports = reports;
        this.worklist = worklist;
        this.history = history;
        this.comparison = comparison;
        this.archives = archives;
        this.summaries = summaries;
        this.meter = meter;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws IOException {
        RunSummary summary = this.summaries.apply(contribution.getStepExecution().getJobExecution());
        ArchiveTotals held = this.archives.totals();
        remember(summary, held);
        RunReport report = new RunReport(summary, held, changes(summary), this.history.runs());
        Consumer<Consumer<WorklistEntry>> repositories = (consumer) -> this.worklist.forEach(summary.run(), consumer);
        this.meter.reported(report, repositories);
        this.reports.write(report, repositories);
        return RepeatStatus.FINISHED;
    }

    // A report is wanted most when the state cannot be written any more.
    private void remember(RunSummary summary, ArchiveTotals held) {
        try {
            this.history
                .finish(new RunRecord(summary.run(), summary.registry(), summary.status().name(), summary.finishedAt(),
                        summary.duration(), summary.totals(), summary.fetchedBytes(), summary.reusedBytes(), held));
        }
        catch (DataAccessException ex) {
            logger.warn("The history does not tell how this run ended: {}", Failures.sentence(ex));
        }
    }

    private RunChanges changes(RunSummary summary) {
        return this.history.lastWholeBefore(summary.run(), summary.registry())
            .map((since) -> this.comparison.compare(summary.run(), since, summary.isWhole()))
            .orElseGet(RunChanges::none);
    }

}
