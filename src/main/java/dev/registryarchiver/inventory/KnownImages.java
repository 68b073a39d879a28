package dev.registryarchiver.inventory;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.ArgumentPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Platform;

/** The rows of what was learned of images. */
final class KnownImages {

    private static final int BATCH = 1_000;

    private final JdbcTemplate jdbc;

    KnownImages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    Optional<KnownImage> find(Digest tagged, String platformChoice) {
        return this.jdbc
            .query("SELECT * FROM known_image WHERE digest = ? AND platform_choice = ?", KnownImages::knownImage,
                    tagged.toString(), platformChoice)
            .stream()
            .findFirst();
    }

    /**
     * Puts images in place of what was known of them. All threads go through the rows in
     * the same order, first those that are there and then those that are not, so that no
     * two wait for each other. A row deleted and inserted anew would be waited for in
     * both places.
     */
    void put(Collection<KnownImage> images) {
        List<KnownImage> sorted = images.stream()
            .sorted(Comparator.comparing((image) -> image.tagged().digest().toString()))
            .toList();
        int[] rows = batch("""
                UPDATE known_image SET media_type = ?, size_bytes = ?, not_an_image = ?, manifest_digest = ?,
                manifest_media_type = ?, manifest_size_bytes = ?, os = ?, architecture = ?, variant = ?, os_version = ?,
                created = ?, manifest_annotation = ?, index_annotation = ?, label = ?, build_date_label = ?,
                last_history = ?, content_bytes = ? WHERE digest = ? AND platform_choice = ?""", sorted);
        List<KnownImage> unknown = IntStream.range(0, rows.length)
            .filter((number) -> rows[number] == 0)
            .mapToObj(sorted::get)
            .toList();
        batch("""
                INSERT INTO known_image (media_type, size_bytes, not_an_image, manifest_digest, manifest_media_type,
                manifest_size_bytes, os, architecture, variant, os_version, created, manifest_annotation,
                index_annotation, label, build_date_label, last_history, content_bytes, digest, platform_choice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", unknown);
    }

    /** How many rows each image changed. */
    private int[] batch(String sql, List<KnownImage> images) {
        return images.isEmpty() ? new int[0]
                : Arrays.stream(this.jdbc.batchUpdate(sql, images, BATCH, KnownImages::setValues))
                    .flatMapToInt(Arrays::stream)
                    .toArray();
    }

    private static void setValues(PreparedStatement row, KnownImage image) throws SQLException {
        BuildDates dates = image.dates();
        new ArgumentPreparedStatementSetter(new @Nullable Object[] { Columns.text(image.tagged().mediaType()),
                image.tagged().size(), Columns.text(image.notAnImage()), image.manifest().digest().toString(),
                Columns.text(image.manifest().mediaType()), image.manifest().size(),
                Columns.text(image.platform().os()), Columns.text(image.platform().architecture()),
                Columns.text(image.platform().variant()), Columns.text(image.platform().osVersion()),
                Columns.text(dates.created()), Columns.text(dates.manifestAnnotation()),
                Columns.text(dates.indexAnnotation()), Columns.text(dates.label()),
                Columns.text(dates.buildDateLabel()), Columns.text(dates.lastHistory()), image.size(),
                image.tagged().digest().toString(), image.platformChoice() })
            .setValues(row);
    }

    private static KnownImage knownImage(ResultSet row, int number) throws SQLException {
        Descriptor tagged = new Descriptor(row.getString("media_type"), Digest.of(row.getString("digest")),
                row.getLong("size_bytes"));
        Descriptor manifest = new Descriptor(row.getString("manifest_media_type"),
                Digest.of(row.getString("manifest_digest")), row.getLong("manifest_size_bytes"));
        Platform platform = new Platform(row.getString("os"), row.getString("architecture"), row.getString("variant"),
                row.getString("os_version"));
        BuildDates dates = new BuildDates(Columns.instant(row, "created"), Columns.instant(row, "manifest_annotation"),
                Columns.instant(row, "index_annotation"), Columns.instant(row, "label"),
                Columns.instant(row, "build_date_label"), Columns.instant(row, "last_history"));
        return new KnownImage(tagged, row.getString("platform_choice").intern(), row.getString("not_an_image"),
                manifest, platform, dates, row.getLong("content_bytes"));
    }

}
