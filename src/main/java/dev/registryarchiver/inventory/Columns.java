package dev.registryarchiver.inventory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How values stand in columns. Instants are ISO-8601 text: build dates have up to nine
 * digits of a second, and databases differ in how many they keep.
 */
final class Columns {

    private Columns() {
    }

    /** Text of a server's making; PostgreSQL keeps every character but one. */
    static String text(String text) {
        return text.replace('\0', '\uFFFD');
    }

    static @Nullable String text(@Nullable Instant instant) {
        return (instant != null) ? instant.toString() : null;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        @Nullable String text = row.getString(column);
        return (text != null) ? Instant.parse(text) : null;
    }

}
