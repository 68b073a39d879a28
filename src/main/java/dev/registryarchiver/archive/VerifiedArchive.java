package dev.registryarchiver.archive;

import java.util.List;

/**
 * What verifying an archive found.
 *
 * @param state how it stands
 * @param size length of the archive in bytes
 * @param findings what is wrong and where, each without a full stop; what could not be
 * checked where nothing is wrong
 */
public record VerifiedArchive(State state, long size, List<String> findings) {

    /** How an archive stands. */
    public enum State {

        /** Every byte is as it was written. */
        RIGHT,

        /** Some bytes are not; fetching it again mends it. */
        DAMAGED,

        /**
         * Every byte is as the registry served it, and the image itself contradicts
         * itself; fetching it again brings the same.
         */
        FAULTY,

        /** It could not be read. */
        UNREADABLE,

        /** There is no such file. */
        MISSING

    }

    public VerifiedArchive {
        findings = List.copyOf(findings);
    }

    /** The findings in one line. */
    public String summary() {
        return String.join("; ", this.findings);
    }

}
