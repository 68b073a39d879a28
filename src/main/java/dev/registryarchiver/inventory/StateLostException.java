package dev.registryarchiver.inventory;

/**
 * The lock on the job state in PostgreSQL is lost in the middle of the work, and with it
 * the right to write there.
 */
public final class StateLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StateLostException(StateAddress address) {
        super("The connection to PostgreSQL at %s that holds the job state was lost. ".formatted(address)
                + "What is finished is kept; run again when the server answers: the run is continued.");
    }

}
