package dev.registryarchiver.job;

import java.io.PrintStream;
import java.util.List;

import dev.registryarchiver.inventory.RunHistory;
import dev.registryarchiver.inventory.RunRecord;
import dev.registryarchiver.report.HistoryJson;
import dev.registryarchiver.report.HistoryTable;

/** The command {@code history}: the runs that the job state remembers. */
final class HistoryCommand implements Action {

    private final RunHistory history;

    private final OutputFormat format;

    private final PrintStream output;

    HistoryCommand(RunHistory history, OutputFormat format, PrintStream output) {
        this.history = history;
        this.format = format;
        this.output = output;
    }

    @Override
    public ExitCode execute(List<String> operands) {
        List<RunRecord> runs = this.history.runs();
        if (this.format == OutputFormat.JSON) {
            new HistoryJson(this.output).print(runs);
        }
        else {
            new HistoryTable(this.output).print(runs);
        }
        return ExitCode.SUCCESS;
    }

}
