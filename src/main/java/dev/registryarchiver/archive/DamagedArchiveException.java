package dev.registryarchiver.archive;

import java.io.IOException;

/** The bytes of an archive on the disk are not those that were written. */
final class DamagedArchiveException extends IOException {

    /**
     * Says what is wrong and where.
     * @param finding a sentence without its full stop
     */
    DamagedArchiveException(String finding, Object... arguments) {
        super(finding.formatted(arguments));
    }

    String finding() {
        return String.valueOf(getMessage());
    }

}
