package dev.registryarchiver.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

/**
 * The repositories of each run and what became of them. This and not the framework's
 * counters is the truth about what is done: a row says so only after its archive is
 * published. Every write is idempotent. Safe for use by many threads.
 */
public final class Worklist {

    private static final int MAX_DETAIL = 2_000;

    private static final int PAGE = 500;

    // Half a gigabyte, give or take. Only registries of tens of thousands of repositories
    // get there.
    private static final long MAX_ROWS = 500_000;

    private static final int MIN_RUNS = 2;

    private final JdbcTemplate jdbc;

    private final Atomically atomically;

    public Worklist(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.atomically = Atomically.on(jdbc);
    }

    /**
     * Appends repositories; those already listed keep their place and outcome. Called by
     * one thread at a time.
     */
    public void add(RunId run, List<RepositoryName> repositories) {
        long position = lastPosition(run);
        List<Object[]> rows = new ArrayList<>(repositories.size());
        for (RepositoryName repository : repositories) {
            rows.add(new Object[] { run.toString(), repository.value(), ++position, Outcome.State.PENDING.name(),
                    run.toString(), repository.value() });
        }
        this.jdbc.batchUpdate("""
                INSERT INTO worklist (run, repository, position, state)
                SELECT CAST(? AS VARCHAR(32)), CAST(? AS VARCHAR(255)), CAST(? AS BIGINT), CAST(? AS VARCHAR(20))
                WHERE NOT EXISTS (SELECT 1 FROM worklist WHERE run = ? AND repository = ?)""", rows);
    }

    /** The next repositories never worked on behind a position, in catalog order. */
    public List<WorklistEntry> pending(RunId run, long afterPosition, int limit) {
        return undone(run, "failure IS NULL", afterPosition, limit);
    }

    /**
     * The next undone repositories that failed before behind a position, in catalog
     * order.
     */
    public List<WorklistEntry> reopened(RunId run, long afterPosition, int limit) {
        return undone(run, "failure IS NOT NULL", afterPosition, limit);
    }

    /**
     * Records what became of a repository, so that nothing undoes it.
     * @param startedAt when the attempt began
     * @param duration how long it took
     */
    public void record(RunId run, RepositoryName repository, Outcome outcome, Instant startedAt, Duration duration) {
        List<ImageOutcome> images = outcome.images();
        List<Object[]> rows = IntStream.range(0, images.size())
            .mapToObj((ordinal) -> row(run, repository, ordinal + 1, images.get(ordinal)))
            .toList();
        this.atomically.run(() -> {
            this.jdbc.update("DELETE FROM worklist_image WHERE run = ? AND repository = ?", run.toString(),
                    repository.value());
            this.jdbc.batchUpdate(
                    """
                            INSERT INTO worklist_image (run, repository, ordinal, tag, digest, platform, created, reason, archive,
                            size_bytes, fetched_bytes, reused_bytes, saved)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                    rows);
            this.jdbc.update("""
                    UPDATE worklist SET state = ?, failure = ?, detail = ?, started = ?, duration_millis = ?
                    WHERE run = ? AND repository = ?""", outcome.state().name(),
                    (outcome.failure() != null) ? outcome.failure().name() : null, bounded(outcome.detail()),
                    Columns.text(startedAt), duration.toMillis(), run.toString(), repository.value());
        });
    }

    /**
     * Makes the failed repositories of a run undone again, so that a restart works on
     * them.
     */
    public void reopenFailed(RunId run) {
        this.jdbc.update("UPDATE worklist SET state = 'PENDING' WHERE run = ? AND state = 'FAILED'", run.toString());
    }

    /** Makes some failed repositories of a run undone again. */
    public void reopen(RunId run, List<RepositoryName> repositories) {
        this.jdbc.batchUpdate(
                "UPDATE worklist SET state = 'PENDING' WHERE run = ? AND repository = ? AND state = 'FAILED'",
                repositories.stream()
                    .map((repository) -> new Object[] { run.toString(), repository.value() })
                    .toList());
    }

    /** How many repositories of a run are in each state; states without any are 0. */
    public Map<Outcome.State, Long> totals(RunId run) {
        Map<Outcome.State, Long> totals = new EnumMap<>(Outcome.State.class);
        for (Outcome.State state : Outcome.State.values()) {
            totals.put(state, 0L);
        }
        this.jdbc.query("SELECT state, COUNT(*) AS total FROM worklist WHERE run = ? GROUP BY state", (row) -> {
            totals.put(Outcome.State.valueOf(row.getString("state")), row.getLong("total"));
        }, run.toString());
        return totals;
    }

    /** The repositories of a run that failed or were not reached. */
    public List<RepositoryName> undone(RunId run) {
        return this.jdbc
            .queryForList("SELECT repository FROM worklist WHERE run = ? AND state IN ('PENDING', 'FAILED')",
                    String.class, run.toString())
            .stream()
            .map(RepositoryName::of)
            .toList();
    }

    /** How many bytes a run fetched for the archives it wrote. */
    public long fetchedBytes(RunId run) {
        return sum("fetched_bytes", run);
    }

    /** How many bytes of these archives were on the disk and not fetched again. */
    public long reusedBytes(RunId run) {
        return sum("reused_bytes", run);
    }

    /** Hands over every repository of a run in catalog order, a page at a time. */
    public void forEach(RunId run, Consumer<WorklistEntry> consumer) {
        long last = lastPosition(run);
        for (long position = 0; position < last; position += PAGE) {
            page(run, position).forEach(consumer);
        }
    }

    /**
     * Forgets the repositories of all but the newest runs. Of large registries fewer runs
     * are kept, but always what the next run is compared with.
     */
    public void prune(int runsKept) {
        prune(runsKept, MAX_ROWS);
    }

    void prune(int runsKept, long maxRows) {
        List<String> runs = this.jdbc.queryForList("SELECT DISTINCT run FROM worklist ORDER BY run DESC", String.class);
        List<String> whole = lastWhole();
        long rows = 0;
        for (int i = 0; i < runs.size(); i++) {
            String run = runs.get(i);
            rows += lastPosition(RunId.of(run));
            boolean needed = i < MIN_RUNS || whole.contains(run);
            if (i >= runsKept || (rows > maxRows && !needed)) {
                this.jdbc.update("DELETE FROM worklist_image WHERE run = ?", run);
                this.jdbc.update("DELETE FROM worklist WHERE run = ?", run);
            }
        }
    }

    private List<String> lastWhole() {
        return this.jdbc.queryForList("""
                SELECT run FROM run_record WHERE status LIKE 'COMPLETED%'
                AND saved + unchanged + nothing_to_save + failed > 0
                ORDER BY run DESC FETCH FIRST ROW ONLY""", String.class);
    }

    private long sum(String column, RunId run) {
        Long sum = this.jdbc.queryForObject(
                "SELECT COALESCE(SUM(%s), 0) FROM worklist_image WHERE run = ?".formatted(column), Long.class,
                run.toString());
        return (sum != null) ? sum : 0;
    }

    private List<WorklistEntry> undone(RunId run, String condition, long afterPosition, int limit) {
        return this.jdbc.query("""
                SELECT * FROM worklist WHERE run = ? AND state = 'PENDING' AND position > ? AND %s
                ORDER BY position FETCH FIRST ? ROWS ONLY""".formatted(condition),
                (row, number) -> entry(row, List.of()), run.toString(), afterPosition, limit);
    }

    private long lastPosition(RunId run) {
        Long last = this.jdbc.queryForObject("SELECT COALESCE(MAX(position), 0) FROM worklist WHERE run = ?",
                Long.class, run.toString());
        return (last != null) ? last : 0;
    }

    private List<WorklistEntry> page(RunId run, long afterPosition) {
        Map<String, List<ImageOutcome>> images = new LinkedHashMap<>();
        this.jdbc.query("""
                SELECT image.* FROM worklist_image image
                JOIN worklist ON worklist.run = image.run AND worklist.repository = image.repository
                WHERE worklist.run = ? AND worklist.position > ? AND worklist.position <= ?
                ORDER BY image.repository, image.ordinal""", (row) -> {
            images.computeIfAbsent(row.getString("repository"), (name) -> new ArrayList<>()).add(imageOutcome(row));
        }, run.toString(), afterPosition, afterPosition + PAGE);
        return this.jdbc.query("""
                SELECT * FROM worklist WHERE run = ? AND position > ? AND position <= ? ORDER BY position""",
                (row, number) -> entry(row, images.getOrDefault(row.getString("repository"), List.of())),
                run.toString(), afterPosition, afterPosition + PAGE);
    }

    private static WorklistEntry entry(ResultSet row, List<ImageOutcome> images) throws SQLException {
        @Nullable String failure = row.getString("failure");
        @Nullable String detail = row.getString("detail");
        Outcome outcome = new Outcome(Outcome.State.valueOf(row.getString("state")),
                (failure != null) ? FailureClass.valueOf(failure) : null, (detail != null) ? detail : "", images);
        return new WorklistEntry(row.getLong("position"), RepositoryName.of(row.getString("repository")), outcome,
                Columns.instant(row, "started"), Duration.ofMillis(row.getLong("duration_millis")));
    }

    private static @Nullable Object[] row(RunId run, RepositoryName repository, int ordinal, ImageOutcome image) {
        return new @Nullable Object[] { run.toString(), repository.value(), ordinal, image.tag(),
                image.digest().toString(), Columns.text(image.platform()), Columns.text(image.created()),
                bounded(image.reason()), image.archive(), image.size(), image.fetched(), image.reused(),
                image.saved() };
    }

    private static ImageOutcome imageOutcome(ResultSet row) throws SQLException {
        return new ImageOutcome(row.getString("tag"), Digest.of(row.getString("digest")), row.getString("platform"),
                Columns.instant(row, "created"), row.getString("reason"), row.getString("archive"),
                row.getLong("size_bytes"), row.getLong("fetched_bytes"), row.getLong("reused_bytes"),
                row.getBoolean("saved"));
    }

    private static String bounded(String text) {
        return Columns.text((text.length() <= MAX_DETAIL) ? text : text.substring(0, MAX_DETAIL - 1) + "…");
    }

}
