package dev.registryarchiver.archive;

import java.io.IOException;

/** The bytes of an archive on the disk are not those that were written. */
public final class DamagedArchiveException extends IOException {

    /**
     * Says what is wrong and where.
     * @param finding a sentence without its full stop
     */
    DamagedArchiveException(String finding, Object... arguments) {
        super(finding.formatted(arguments));
    }

    /** What is wrong and where, without a full stop. */
    public String finding() {
        return String.valueOf(getMessage());
    }

}
