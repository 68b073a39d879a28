package dev.registryarchiver.inventory;

import java.io.EOFException;
import java.sql.SQLException;
import java.util.Optional;

import org.springframework.core.NestedExceptionUtils;

/** What can keep the job state from being opened or written. */
public enum StateFailure {

    /** Another process holds the file lock. */
    IN_USE,

    /** The file cannot be read as a database. */
    DAMAGED,

    /** A newer database engine wrote the file. */
    NEWER,

    /** The disk below it is full. */
    FULL,

    /** The server of the database cannot be reached, or is going down. */
    UNREACHABLE,

    /** The database refuses or does not answer. */
    UNUSABLE;

    // H2 error codes, org.h2.api.ErrorCode
    private static final int DATABASE_ALREADY_OPEN = 90020;

    private static final int FILE_CORRUPTED = 90030;

    private static final int FILE_VERSION_ERROR = 90048;

    private static final int GENERAL_ERROR = 50000;

    private static final int NO_DISK_SPACE_AVAILABLE = 90100;

    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private static final String CONNECTION = "08";

    private static final String OPERATOR_INTERVENTION = "57P";

    private static final String DISK_FULL = "53100";

    /** The failure behind an exception, when the job state is its cause. */
    public static Optional<StateFailure> behind(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException failure) {
                return Optional.of(of(failure));
            }
        }
        return Optional.empty();
    }

    private static StateFailure of(SQLException failure) {
        return switch (failure.getErrorCode()) {
            case DATABASE_ALREADY_OPEN -> IN_USE;
            case FILE_CORRUPTED -> isOutOfSpace(failure) ? FULL : DAMAGED;
            case GENERAL_ERROR -> isOutOfSpace(failure) ? FULL : isUnreadable(failure) ? DAMAGED : UNUSABLE;
            case FILE_VERSION_ERROR -> NEWER;
            case NO_DISK_SPACE_AVAILABLE -> FULL;
            default -> ofServer(String.valueOf(failure.getSQLState())).orElseGet(() -> isGivenUp(failure) ? UNREACHABLE
                    : isOutOfSpace(failure) ? FULL : isCutOff(failure) ? DAMAGED : UNUSABLE);
        };
    }

    // PostgreSQL has no numbers.
    private static Optional<StateFailure> ofServer(String state) {
        if (state.equals(StateLock.FENCED)) {
            return Optional.of(IN_USE);
        }
        if (state.equals(DISK_FULL)) {
            return Optional.of(FULL);
        }
        boolean unreachable = state.startsWith(CONNECTION) || state.startsWith(OPERATOR_INTERVENTION);
        return unreachable ? Optional.of(UNREACHABLE) : Optional.empty();
    }

    // What the pool says, without a code, when a connection broke one statement earlier.
    private static boolean isGivenUp(SQLException failure) {
        return failure.getSQLState() == null && "Connection is closed".equals(failure.getMessage());
    }

    // Java has no type for it; these are the words of the operating systems.
    private static boolean isOutOfSpace(SQLException failure) {
        String words = String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        return words.contains("No space left") || words.contains("not enough space");
    }

    // A page that was overwritten is found out only when it is read.
    private static boolean isUnreadable(SQLException failure) {
        String words = String.valueOf(failure.getMessage());
        return words.contains("Unable to read the page") || words.contains("File corrupted");
    }

    // What is too short for a header is reported as an error of reading.
    private static boolean isCutOff(SQLException failure) {
        return NestedExceptionUtils.getRootCause(failure) instanceof EOFException;
    }

}
