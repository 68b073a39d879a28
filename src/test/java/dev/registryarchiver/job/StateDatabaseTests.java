package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StateDatabaseTests {

    @TempDir
    Path directory;

    @Test
    void keepsItsFileInADirectoryThatItCreates() throws SQLException {
        Path state = this.directory.resolve("archives/.state");

        open(StateDatabase.in(state)).close();

        assertThat(state.resolve("registry-archiver.mv.db")).isNotEmptyFile();
    }

    @Test
    void copyIsReadBesideAProcessThatHoldsTheOriginal() throws SQLException {
        try (Connection holder = open(StateDatabase.in(this.directory))) {
            holder.createStatement().execute("CREATE TABLE known (id INT)");
            holder.createStatement().execute("CHECKPOINT");

            try (Connection copy = open(StateDatabase.copyOf(this.directory))) {
                copy.createStatement().execute("INSERT INTO known VALUES (1)");
            }

            assertThat(holder.createStatement().executeQuery("SELECT * FROM known").next()).isFalse();
        }
    }

    @Test
    void copyOfNothingIsEmptyAndCreatesNothing() throws SQLException {
        Path nowhere = this.directory.resolve("nowhere");

        open(StateDatabase.copyOf(nowhere)).close();

        assertThat(nowhere).doesNotExist();
    }

    @Test
    void saysWhyItHasNoPlace() throws IOException {
        Path file = Files.writeString(this.directory.resolve("file"), "");

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> StateDatabase.in(file))
            .withMessage("Cannot create the directory %s for the job state (a file is in its place). "
                    + "Check archive.directory and its permissions.", file);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> StateDatabase.in(file.resolve(".state")))
            .withMessageContaining("(Not a directory)");
    }

    @Test
    void databaseOfTheUsersChoiceNeedsADriver() {
        assertThat(StateDatabase.at("jdbc:h2:mem:x", "me", "secret").getJdbcUrl()).isEqualTo("jdbc:h2:mem:x");
        assertThatExceptionOfType(UsageException.class)
            .isThrownBy(() -> StateDatabase.at("jdbc:oracle:thin:me/s3cret@host", null, null))
            .withMessageContaining("no driver")
            .withMessageNotContaining("s3cret");
    }

    private static Connection open(StateDatabase database) throws SQLException {
        return DriverManager.getConnection(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }

}
