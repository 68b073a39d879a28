package dev.registryarchiver.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/**
 * What we know of images and have saved, across runs. Safe for use by many threads; every
 * write is idempotent. What is in the order of its paths is sorted here, because
 * databases sort text by the rules of a language.
 */
public final class ImageInventory {

    // Enough to find one whose file is still there; a base layer is in as many archives
    // as there are repositories.
    private static final int FEW_HOLDERS = 20;

    private static final int BATCH = 1_000;

    private final JdbcTemplate jdbc;

    private final boolean readOnly;

    private final Atomically atomically;

    private final KnownImages knownImages;

    public ImageInventory(JdbcTemplate jdbc) {
        this(jdbc, false);
    }

    private ImageInventory(JdbcTemplate jdbc, boolean readOnly) {
        this.jdbc = jdbc;
        this.atomically = Atomically.on(jdbc);
        this.knownImages = new KnownImages(jdbc);
        this.readOnly = readOnly;
    }

    /** One to look at: what is to be remembered or forgotten changes nothing. */
    public static ImageInventory readOnly(JdbcTemplate jdbc) {
        return new ImageInventory(jdbc, true);
    }

    /** What was learned of a digest under a choice of platform. */
    public Optional<KnownImage> known(Digest tagged, String platformChoice) {
        return this.knownImages.find(tagged, platformChoice);
    }

    /** Remembers what was learned of digests, for ever, with one commit. */
    public void remember(Collection<KnownImage> images) {
        if (!this.readOnly && !images.isEmpty()) {
            rememberWith(images, () -> {
            });
        }
    }

    /**
     * The tags of a repository whose digest was learned before; for these one HEAD tells
     * whether they moved.
     */
    public Set<Tag> seenTags(RepositoryName repository) {
        return this.jdbc.queryForList("SELECT tag FROM seen_tag WHERE repository = ?", String.class, repository.value())
            .stream()
            .map(Tag::of)
            .collect(Collectors.toSet());
    }

    /**
     * Remembers where the tags of a repository point, in place of what was remembered
     * before, and with the same commit what was learned on the way.
     */
    public void rememberTags(RepositoryName repository, Map<Tag, Digest> tags, Collection<KnownImage> images) {
        if (this.readOnly) {
            return;
        }
        // A repository may have a hundred thousand tags.
        Map<Tag, Digest> added = new TreeMap<>(tags);
        Map<Tag, Digest> moved = new TreeMap<>();
        Set<Tag> gone = new TreeSet<>();
        this.jdbc.query("SELECT tag, digest FROM seen_tag WHERE repository = ?", (row) -> {
            Tag tag = Tag.of(row.getString("tag"));
            Digest now = added.remove(tag);
            if (now == null) {
                gone.add(tag);
            }
            else if (!now.toString().equals(row.getString("digest"))) {
                moved.put(tag, now);
            }
        }, repository.value());
        if (gone.isEmpty() && moved.isEmpty() && added.isEmpty() && images.isEmpty()) {
            return;
        }
        rememberWith(images, () -> {
            batch("DELETE FROM seen_tag WHERE repository = ? AND tag = ?", gone, (row, tag) -> {
                row.setString(1, repository.value());
                row.setString(2, tag.value());
            });
            batch("UPDATE seen_tag SET digest = ? WHERE repository = ? AND tag = ?", moved.entrySet(), (row, tag) -> {
                row.setString(1, tag.getValue().toString());
                row.setString(2, repository.value());
                row.setString(3, tag.getKey().value());
            });
            batch("INSERT INTO seen_tag (repository, tag, digest) VALUES (?, ?, ?)", added.entrySet(), (row, tag) -> {
                row.setString(1, repository.value());
                row.setString(2, tag.getKey().value());
                row.setString(3, tag.getValue().toString());
            });
        });
    }

    /**
     * The archive that was published for an image, whether or not its file still exists.
     */
    public Optional<ArchivedImage> archived(RepositoryName repository, Digest root) {
        return this.jdbc
            .query("SELECT * FROM archived_image WHERE repository = ? AND root = ?", ImageInventory::archivedImage,
                    repository.value(), root.toString())
            .stream()
            .findFirst();
    }

    /** The archives that were published for a repository. */
    public List<ArchivedImage> archives(RepositoryName repository) {
        return this.jdbc
            .query("SELECT * FROM archived_image WHERE repository = ?", ImageInventory::archivedImage,
                    repository.value())
            .stream()
            .sorted(Comparator.comparing(ArchivedImage::path))
            .toList();
    }

    /** The files of all published archives, in order. */
    public List<String> archivePaths() {
        return this.jdbc.queryForList("SELECT DISTINCT path FROM archived_image", String.class)
            .stream()
            .sorted()
            .toList();
    }

    /**
     * The newest archive of each repository, for some of the repositories.
     * @param limit most repositories
     */
    public List<ArchivedImage> newestArchives(int limit) {
        return this.jdbc.query("""
                SELECT * FROM archived_image one WHERE NOT EXISTS (SELECT 1 FROM archived_image other
                WHERE other.repository = one.repository AND (other.created > one.created
                OR (other.created IS NOT NULL AND one.created IS NULL)))
                ORDER BY repository, root FETCH FIRST ? ROWS ONLY""", ImageInventory::archivedImage, limit);
    }

    /**
     * Remembers a published archive with its blobs, in place of an earlier one of the
     * same image.
     */
    public void recordArchive(ArchivedImage archive, List<ArchivedBlob> blobs) {
        this.atomically.run(() -> {
            this.jdbc.update("DELETE FROM archived_image WHERE repository = ? AND root = ?",
                    archive.repository().value(), archive.root().toString());
            this.jdbc.update("""
                    INSERT INTO archived_image (repository, root, tag, created, path, size_bytes)
                    VALUES (?, ?, ?, ?, ?, ?)""", archive.repository().value(), archive.root().toString(),
                    archive.tag().value(), Columns.text(archive.created()), archive.path(), archive.size());
            recordBlobs(archive.path(), blobs);
        });
    }

    /**
     * Remembers the blobs of a published archive, in place of those of an earlier file.
     */
    public void recordBlobs(String path, List<ArchivedBlob> blobs) {
        this.atomically.run(() -> {
            this.jdbc.update("DELETE FROM archived_blob WHERE path = ?", path);
            this.jdbc.batchUpdate("INSERT INTO archived_blob (digest, path, position, size_bytes) VALUES (?, ?, ?, ?)",
                    blobs.stream()
                        .map((blob) -> new Object[] { blob.digest().toString(), path, blob.position(), blob.size() })
                        .toList());
        });
    }

    /**
     * Some archives that hold a blob, whether or not their files still exist; all of them
     * when they are few.
     */
    public List<ArchivedBlob> blobs(Digest digest) {
        return this.jdbc
            .query("SELECT * FROM archived_blob WHERE digest = ? ORDER BY digest, path FETCH FIRST ? ROWS ONLY",
                    ImageInventory::archivedBlob, digest.toString(), FEW_HOLDERS)
            .stream()
            .sorted(Comparator.comparing(ArchivedBlob::path))
            .toList();
    }

    /** What an archive holds. */
    public List<ArchivedBlob> blobsIn(String path) {
        return this.jdbc.query("SELECT * FROM archived_blob WHERE path = ? ORDER BY position",
                ImageInventory::archivedBlob, path);
    }

    /** Forgets an archive and its blobs: its file is gone or damaged. */
    public void forgetArchive(String path) {
        if (this.readOnly) {
            return;
        }
        this.atomically.run(() -> {
            this.jdbc.update("DELETE FROM archived_blob WHERE path = ?", path);
            this.jdbc.update("DELETE FROM archived_image WHERE path = ?", path);
        });
    }

    /**
     * Forgets what no tag leads to any more, and tags of repositories that none of the
     * runs still remembered has listed. What is archived of a repository is kept until
     * its tags are known.
     */
    public void prune() {
        // Of NOT IN, PostgreSQL reads the whole of the inner table for every row of the
        // outer one as soon as it is large.
        deleteAll("DELETE FROM seen_tag WHERE repository = ?",
                "SELECT repository FROM seen_tag EXCEPT SELECT repository FROM worklist");
        deleteAll("DELETE FROM known_image WHERE digest = ?", """
                SELECT digest FROM known_image EXCEPT SELECT digest FROM seen_tag
                EXCEPT SELECT root FROM archived_image WHERE NOT EXISTS
                (SELECT 1 FROM seen_tag WHERE seen_tag.repository = archived_image.repository)""");
    }

    private void deleteAll(String deletion, String keys) {
        this.jdbc.batchUpdate(deletion,
                this.jdbc.queryForList(keys, String.class).stream().map((key) -> new Object[] { key }).toList());
    }

    private void rememberWith(Collection<KnownImage> images, Runnable tags) {
        try {
            this.atomically.run(() -> {
                this.knownImages.put(images);
                tags.run();
            });
        }
        catch (ConcurrencyFailureException | DuplicateKeyException ex) {
            // Another thread came to know some of them at the same moment, and so the
            // same of them.
            images.forEach(this::rememberUnlessKnown);
            this.atomically.run(tags);
        }
    }

    private void rememberUnlessKnown(KnownImage image) {
        try {
            this.atomically.run(() -> this.knownImages.put(List.of(image)));
        }
        catch (DuplicateKeyException ex) {
            // By another thread.
        }
    }

    private <T> void batch(String sql, Collection<T> items, ParameterizedPreparedStatementSetter<T> setter) {
        if (!items.isEmpty()) {
            this.jdbc.batchUpdate(sql, items, BATCH, setter);
        }
    }

    private static ArchivedImage archivedImage(ResultSet row, int number) throws SQLException {
        return new ArchivedImage(RepositoryName.of(row.getString("repository")), Digest.of(row.getString("root")),
                Tag.of(row.getString("tag")), Columns.instant(row, "created"), row.getString("path"),
                row.getLong("size_bytes"));
    }

    private static ArchivedBlob archivedBlob(ResultSet row, int number) throws SQLException {
        return new ArchivedBlob(Digest.of(row.getString("digest")), row.getString("path"), row.getLong("position"),
                row.getLong("size_bytes"));
    }

}
