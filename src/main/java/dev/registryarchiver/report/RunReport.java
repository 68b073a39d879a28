package dev.registryarchiver.report;

import java.util.List;

import dev.registryarchiver.inventory.ArchiveTotals;
import dev.registryarchiver.inventory.RunChanges;
import dev.registryarchiver.inventory.RunRecord;

/**
 * Everything a report tells but the repositories, which are handed over one by one.
 *
 * @param summary the run in numbers
 * @param archives what the archive directory holds now
 * @param changes what is different from the last run
 * @param runs the runs that are remembered, newest first, this one included
 */
public record RunReport(RunSummary summary, ArchiveTotals archives, RunChanges changes, List<RunRecord> runs) {

    public RunReport {
        runs = List.copyOf(runs);
    }

}
