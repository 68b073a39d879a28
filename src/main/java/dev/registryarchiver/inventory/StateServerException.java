package dev.registryarchiver.inventory;

import java.sql.SQLException;

import org.springframework.core.NestedExceptionUtils;

import dev.registryarchiver.image.Printable;

/** The PostgreSQL server that is to hold the job state cannot be used as it is. */
public final class StateServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static final String CONNECTION = "08";

    private static final String CONNECTION_REJECTED = "08004";

    private static final String WRONG_LOGIN = "28";

    private static final String NO_DATABASE = "3D000";

    private static final String NO_RIGHT = "42501";

    // What the search path names is not there, or not for us.
    private static final String NO_SCHEMA = "3F000";

    private static final String TOO_MANY_CONNECTIONS = "53300";

    private static final String DISK_FULL = "53100";

    private static final String CANNOT_CONNECT_NOW = "57P";

    private static final String READ_ONLY = "25006";

    private final boolean passing;

    private StateServerException(boolean passing, String message, Throwable cause) {
        super(message, cause);
        this.passing = passing;
    }

    StateServerException(String message) {
        super(message);
        this.passing = false;
    }

    /**
     * Puts into words what a server answered.
     * @param action what was tried, such as {@code open the job state}
     */
    static StateServerException of(String action, StateAddress address, SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        String message = "Cannot %s in PostgreSQL at %s (%s). %s".formatted(action, address, words(failure),
                remedy(state));
        return new StateServerException(isPassing(state), message, failure);
    }

    /** Whether it may be over when the same is tried again. */
    public boolean isPassing() {
        return this.passing;
    }

    private static boolean isPassing(String state) {
        return !state.equals(CONNECTION_REJECTED) && !state.startsWith(WRONG_LOGIN) && !state.equals(NO_DATABASE)
                && !state.equals(NO_RIGHT) && !state.equals(NO_SCHEMA) && !state.equals(READ_ONLY);
    }

    private static String remedy(String state) {
        if (state.startsWith(WRONG_LOGIN) || state.equals(CONNECTION_REJECTED)) {
            return "Check spring.datasource.username and spring.datasource.password, and whether pg_hba.conf lets this machine in.";
        }
        if (state.equals(NO_DATABASE)) {
            return "Create the database, or name another in spring.datasource.url.";
        }
        if (state.equals(NO_RIGHT) || state.equals(NO_SCHEMA)) {
            return "Give the user the right to create a schema in that database, or have the schema created with the user as its owner.";
        }
        if (state.equals(READ_ONLY)) {
            return "Name the primary server in spring.datasource.url.";
        }
        if (state.equals(TOO_MANY_CONNECTIONS)) {
            return "A run needs five connections: raise max_connections, or the limit of the user or the database.";
        }
        if (state.equals(DISK_FULL)) {
            return "Free some space on that server and run again.";
        }
        if (state.startsWith(CONNECTION) || state.startsWith(CANNOT_CONNECT_NOW)) {
            return "Check the address in spring.datasource.url and that the server runs.";
        }
        return "Check spring.datasource.url and the log of that server.";
    }

    // The driver says only "The connection attempt failed" of names it cannot resolve.
    private static String words(SQLException failure) {
        String said = String.valueOf(failure.getMessage());
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        String reason = (root != failure) ? "%s: %s".formatted(root.getClass().getSimpleName(), root.getMessage()) : "";
        String words = (reason.isEmpty() || said.contains(String.valueOf(root.getMessage()))) ? said
                : said + " " + reason;
        return Printable.of(words.replaceAll("\\s*\\n\\s*", " ").replaceAll("[.\\s]+$", ""));
    }

}
