package dev.registryarchiver.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.springframework.jdbc.core.JdbcTemplate;

/** The runs there were and how each ended. */
public final class RunHistory {

    private final JdbcTemplate jdbc;

    private final Worklist worklist;

    public RunHistory(JdbcTemplate jdbc, Worklist worklist) {
        this.jdbc = jdbc;
        this.worklist = worklist;
    }

    /** A run is started, or started again. */
    public void begin(RunId run, String registry) {
        int known = this.jdbc.update("UPDATE run_record SET status = NULL, finished = NULL WHERE run = ?",
                run.toString());
        if (known == 0) {
            this.jdbc.update("INSERT INTO run_record (run, registry) VALUES (?, ?)", run.toString(), registry);
        }
    }

    /**
     * A run has ended. Its {@linkplain RunRecord#worked() time} is that since it was last
     * started, and is added to the time before.
     */
    public void finish(RunRecord end) {
        this.jdbc.update("""
                UPDATE run_record SET status = ?, finished = ?, worked_millis = worked_millis + ?, saved = ?,
                unchanged = ?, nothing_to_save = ?, failed = ?, pending = ?, fetched_bytes = ?, reused_bytes = ?,
                archives = ?, archive_bytes = ? WHERE run = ?""", end.status(), Columns.text(end.finishedAt()),
                end.worked().toMillis(), end.total(Outcome.State.SAVED), end.total(Outcome.State.UNCHANGED),
                end.total(Outcome.State.NOTHING_TO_SAVE), end.total(Outcome.State.FAILED),
                end.total(Outcome.State.PENDING), end.fetchedBytes(), end.reusedBytes(), end.archives().archives(),
                end.archives().bytes(), end.run().toString());
    }

    /** All runs that are remembered, newest first. */
    public List<RunRecord> runs() {
        return this.jdbc.query("SELECT * FROM run_record ORDER BY run DESC", this::record);
    }

    /**
     * The newest run before another one in which every repository of the same registry
     * had its turn.
     */
    public Optional<RunId> lastWholeBefore(RunId run, String registry) {
        return this.jdbc.queryForList("""
                SELECT run FROM run_record WHERE run < ? AND registry = ? AND status LIKE 'COMPLETED%'
                ORDER BY run DESC FETCH FIRST ROW ONLY""", String.class, run.toString(), registry)
            .stream()
            .findFirst()
            .map(RunId::of);
    }

    /** Forgets all but the newest runs. */
    public void prune(int runsKept) {
        this.jdbc.queryForList("SELECT run FROM run_record ORDER BY run DESC", String.class)
            .stream()
            .skip(runsKept)
            .forEach((run) -> this.jdbc.update("DELETE FROM run_record WHERE run = ?", run));
    }

    private RunRecord record(ResultSet row, int number) throws SQLException {
        RunId run = RunId.of(row.getString("run"));
        ArchiveTotals archives = new ArchiveTotals(row.getLong("archives"), row.getLong("archive_bytes"));
        Duration worked = Duration.ofMillis(row.getLong("worked_millis"));
        if (row.getString("status") == null) {
            return new RunRecord(run, row.getString("registry"), null, null, worked, this.worklist.totals(run),
                    this.worklist.fetchedBytes(run), this.worklist.reusedBytes(run), archives);
        }
        Map<Outcome.State, Long> totals = Map.of(Outcome.State.SAVED, row.getLong("saved"), Outcome.State.UNCHANGED,
                row.getLong("unchanged"), Outcome.State.NOTHING_TO_SAVE, row.getLong("nothing_to_save"),
                Outcome.State.FAILED, row.getLong("failed"), Outcome.State.PENDING, row.getLong("pending"));
        return new RunRecord(run, row.getString("registry"), row.getString("status"), Columns.instant(row, "finished"),
                worked, totals, row.getLong("fetched_bytes"), row.getLong("reused_bytes"), archives);
    }

}
