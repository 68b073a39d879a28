package dev.registryarchiver.inventory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

import dev.registryarchiver.image.Printable;

/**
 * Where in PostgreSQL a job state is: a server, a database, and a schema that is its own.
 * What is printed of it has no password.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">addresses as the driver
 * reads them</a>
 */
public final class StateAddress {

    private static final String PREFIX = "jdbc:postgresql:";

    private static final String DEFAULT_SCHEMA = "registry_archiver";

    // Longer names are cut off by the server, and those of two shards would become one.
    private static final int MAX_SCHEMA_BYTES = 63;

    // The first name of a search path, quoted or plain.
    private static final Pattern SCHEMA = Pattern
        .compile("\\s*(?:\"((?:[^\"]|\"\")+)\"|([\\p{L}_][\\p{L}\\p{N}_$]*))\\s*(?:,.*)?");

    private final String url;

    private final Properties settings;

    private final String schema;

    private StateAddress(String url, Properties settings, String schema) {
        this.url = url;
        this.settings = settings;
        this.schema = schema;
    }

    /** Whether this is an address in PostgreSQL. */
    public static boolean isOne(String url) {
        return url.startsWith(PREFIX);
    }

    /**
     * Reads an address as a user gives it. {@code currentSchema} in it names the schema.
     * @param suffix what tells the schema of this part of the repositories from those of
     * others, or empty
     * @throws IllegalArgumentException if it is none; the message does not show it
     */
    public static StateAddress of(String url, String suffix) {
        @Nullable Properties settings = Driver.parseURL(url, null);
        if (settings == null) {
            throw new IllegalArgumentException(
                    "spring.datasource.url is no address in PostgreSQL; write it as jdbc:postgresql://host:5432/database.");
        }
        String schema = schema(settings.getProperty(PGProperty.CURRENT_SCHEMA.getName())) + suffix;
        if (schema.getBytes(StandardCharsets.UTF_8).length > MAX_SCHEMA_BYTES) {
            throw new IllegalArgumentException("The name of the schema '%s' is longer than %d bytes. "
                .formatted(Printable.of(schema), MAX_SCHEMA_BYTES) + "Shorten currentSchema in spring.datasource.url.");
        }
        return new StateAddress(url, settings, schema);
    }

    private static String schema(@Nullable String searchPath) {
        if (searchPath == null) {
            return DEFAULT_SCHEMA;
        }
        Matcher first = SCHEMA.matcher(searchPath);
        if (!first.matches()) {
            throw new IllegalArgumentException(
                    "currentSchema in spring.datasource.url is '%s', which is no name of a schema."
                        .formatted(Printable.of(searchPath)));
        }
        @Nullable String quoted = first.group(1);
        // As the server reads names that are not quoted.
        return (quoted != null) ? quoted.replace("\"\"", "\"") : first.group(2).toLowerCase(Locale.ROOT);
    }

    /** The schema as it is called, not quoted. */
    String schema() {
        return this.schema;
    }

    /**
     * What connections are opened with: the user's address, with what keeps them from
     * waiting for ever for a server that is gone. It may hold a password.
     */
    public String url() {
        StringBuilder complete = new StringBuilder(this.url);
        complete.append((this.url.indexOf('?') < 0) ? '?' : '&');
        // Of two settings with the same name the driver takes the last.
        complete.append(setting(PGProperty.CURRENT_SCHEMA, "\"%s\"".formatted(this.schema.replace("\"", "\"\""))));
        prefer(complete, PGProperty.APPLICATION_NAME, "registry-archiver");
        prefer(complete, PGProperty.TCP_KEEP_ALIVE, "true");
        prefer(complete, PGProperty.LOGIN_TIMEOUT, "30");
        prefer(complete, PGProperty.SOCKET_TIMEOUT, "300");
        if (String.valueOf(this.settings.getProperty(PGProperty.PG_HOST.getName())).contains(",")) {
            prefer(complete, PGProperty.TARGET_SERVER_TYPE, "preferPrimary");
        }
        return complete.toString();
    }

    private void prefer(StringBuilder url, PGProperty property, String value) {
        if (this.settings.getProperty(property.getName()) == null) {
            url.append('&').append(setting(property, value));
        }
    }

    private static String setting(PGProperty property, String value) {
        return property.getName() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** Such as {@code db.example.com:5432/archiver, schema registry_archiver}. */
    @Override
    public String toString() {
        String[] hosts = this.settings.getProperty(PGProperty.PG_HOST.getName(), "localhost").split(",");
        String[] ports = this.settings.getProperty(PGProperty.PG_PORT.getName(), "5432").split(",");
        StringBuilder address = new StringBuilder();
        for (int i = 0; i < hosts.length; i++) {
            address.append((i > 0) ? "," : "")
                .append(hosts[i])
                .append(':')
                .append(ports[Math.min(i, ports.length - 1)]);
        }
        @Nullable String database = this.settings.getProperty(PGProperty.PG_DBNAME.getName());
        address.append((database != null) ? "/" + database : "");
        return "%s, schema %s".formatted(Printable.of(address.toString()), Printable.of(this.schema));
    }

}
