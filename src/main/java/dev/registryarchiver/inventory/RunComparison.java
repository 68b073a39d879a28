package dev.registryarchiver.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;

/** Tells what one run found different from another. */
public final class RunComparison {

    private final JdbcTemplate jdbc;

    public RunComparison(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Compares a run with an earlier one. Repositories that were not reached are left
     * out: nothing is known of them.
     * @param whole whether the run listed every repository, so that one it does not list
     * is gone
     */
    public RunChanges compare(RunId run, RunId since, boolean whole) {
        List<RunChanges.Change> changes = new ArrayList<>(changed(run, since));
        if (whole) {
            changes.addAll(gone(run, since));
        }
        return new RunChanges(since, changes);
    }

    private List<RunChanges.Change> changed(RunId run, RunId since) {
        return this.jdbc.query("""
                SELECT present.repository, present.state AS state_now, past.state AS state_before,
                past_image.tag AS tag_before, past_image.digest AS digest_before,
                present_image.tag AS tag_now, present_image.digest AS digest_now
                FROM worklist present
                LEFT JOIN worklist past ON past.run = ? AND past.repository = present.repository
                LEFT JOIN worklist_image past_image ON past_image.run = past.run
                AND past_image.repository = past.repository AND past_image.ordinal = 1
                LEFT JOIN worklist_image present_image ON present_image.run = present.run
                AND present_image.repository = present.repository AND present_image.ordinal = 1
                WHERE present.run = ? AND present.state <> 'PENDING' AND (past.repository IS NULL
                OR (present.state = 'FAILED' AND past.state <> 'FAILED')
                OR (present.state <> 'FAILED' AND past.state = 'FAILED')
                OR present_image.digest IS DISTINCT FROM past_image.digest)
                ORDER BY present.position""", RunComparison::change, since.toString(), run.toString());
    }

    private List<RunChanges.Change> gone(RunId run, RunId since) {
        return this.jdbc.query("""
                SELECT past.repository, image.tag, image.digest FROM worklist past
                LEFT JOIN worklist_image image ON image.run = past.run AND image.repository = past.repository
                AND image.ordinal = 1
                WHERE past.run = ?
                AND NOT EXISTS (SELECT 1 FROM worklist WHERE run = ? AND repository = past.repository)
                ORDER BY past.position""",
                (row, number) -> new RunChanges.Change(RunChanges.Kind.GONE,
                        RepositoryName.of(row.getString("repository")),
                        newest(row.getString("tag"), row.getString("digest")), null),
                since.toString(), run.toString());
    }

    private static RunChanges.Change change(ResultSet row, int number) throws SQLException {
        RunChanges.@Nullable Newest now = newest(row.getString("tag_now"), row.getString("digest_now"));
        return new RunChanges.Change(kind(row.getString("state_before"), row.getString("state_now"), now != null),
                RepositoryName.of(row.getString("repository")),
                newest(row.getString("tag_before"), row.getString("digest_before")), now);
    }

    private static RunChanges.Kind kind(@Nullable String before, String now, boolean hasImage) {
        if (before == null) {
            return RunChanges.Kind.NEW;
        }
        if (now.equals(Outcome.State.FAILED.name())) {
            return RunChanges.Kind.NEWLY_FAILING;
        }
        if (before.equals(Outcome.State.FAILED.name())) {
            return RunChanges.Kind.RECOVERED;
        }
        return hasImage ? RunChanges.Kind.NEW_IMAGE : RunChanges.Kind.EMPTIED;
    }

    private static RunChanges.@Nullable Newest newest(@Nullable String tag, @Nullable String digest) {
        return (tag != null && digest != null) ? new RunChanges.Newest(tag, Digest.of(digest)) : null;
    }

}
