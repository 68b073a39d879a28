package dev.registryarchiver.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/**
 * A copy of the job state beside it, made before its tables change: a zip that holds the
 * H2 file. Other databases have backups of their own.
 */
public final class StateBackup {

    private static final int KEPT = 3;

    private static final String MARK = ".schema-";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'")
        .withZone(ZoneOffset.UTC);

    private final DataSource dataSource;

    private final JdbcTemplate jdbc;

    public StateBackup(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Makes a copy and deletes the oldest beyond three.
     * @param version of the tables in it
     * @return the copy; empty when the state is no file
     */
    public Optional<Path> make(int version, Instant now) {
        return file().map((file) -> {
            String base = file.getFileName().toString();
            Path copy = file.resolveSibling("%s%s%d-%s.zip".formatted(base, MARK, version, TIME.format(now)));
            this.jdbc.execute("BACKUP TO '%s'".formatted(copy.toString().replace("'", "''")));
            prune(file.resolveSibling(""), base + MARK);
            return copy;
        });
    }

    private Optional<Path> file() {
        if (!isH2()) {
            return Optional.empty();
        }
        return Optional.ofNullable(this.jdbc.queryForObject("SELECT DATABASE_PATH()", String.class))
            .map((path) -> Path.of(path.replaceFirst("^[a-z]+:(?=/)", "")));
    }

    private boolean isH2() {
        try {
            return DatabaseDriver.H2 == DatabaseDriver.fromProductName(JdbcUtils
                .extractDatabaseMetaData(this.dataSource, (metadata) -> metadata.getDatabaseProductName()));
        }
        catch (MetaDataAccessException ex) {
            throw new IllegalStateException("The database of the job state does not describe itself", ex);
        }
    }

    private static void prune(Path directory, String prefix) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> copies = files.filter((file) -> file.getFileName().toString().startsWith(prefix))
                .sorted(Comparator.comparing(StateBackup::modified).reversed())
                .toList();
            for (Path old : copies.subList(Math.min(KEPT, copies.size()), copies.size())) {
                Files.deleteIfExists(old);
            }
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot delete old copies of the job state in " + directory, ex);
        }
    }

    private static long modified(Path file) {
        return file.toFile().lastModified();
    }

}
