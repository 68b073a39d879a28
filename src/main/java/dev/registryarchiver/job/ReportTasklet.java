package dev.registryarchiver.job;

import java.io.IOException;
import java.util.function.Function;

import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

import dev.registryarchiver.inventory.Worklist;
import dev.registryarchiver.report.JsonReport;
import dev.registryarchiver.report.RunSummary;

/** Writes the report of the run, whatever came before. */
final class ReportTasklet implements Tasklet {

    private final JsonReport report;

    private final Worklist worklist;

    private final Function<JobExecution, RunSummary> summaries;

    ReportTasklet(JsonReport report, Worklist worklist, Function<JobExecution, RunSummary> summaries) {
        this.report = report;
        this.worklist = worklist;
        this.summaries = summaries;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws IOException {
        RunSummary summary = this.summaries.apply(contribution.getStepExecution().getJobExecution());
        this.report.write(summary, (consumer) -> this.worklist.forEach(summary.run(), consumer));
        return RepeatStatus.FINISHED;
    }

}
