package dev.registryarchiver.inventory;

/** The job state was written by a newer program, which knows tables this one does not. */
public final class NewerStateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int found;

    NewerStateException(int found, int known) {
        super(("The job state was written by a newer version of this program (its tables are of version %d, "
                + "and this one knows %d). Run that version, or give another archive.directory.")
            .formatted(found, known));
        this.found = found;
    }

    /** The version of the tables. */
    public int found() {
        return this.found;
    }

}
