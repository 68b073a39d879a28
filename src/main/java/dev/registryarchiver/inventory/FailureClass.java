package dev.registryarchiver.inventory;

/**
 * What kind of trouble a repository failed with; tells whether trying again unchanged can
 * help.
 */
public enum FailureClass {

    /** Refused by the registry or its token service. */
    AUTH,

    /** Something named by the registry is not there. */
    MISSING,

    /** Content that is not what its digest or the specification says. */
    CORRUPT,

    /** The network or the server did not hold out. */
    NETWORK,

    /** The registry limits the rate of requests. */
    RATE_LIMITED,

    /** The archive could not be written. */
    DISK,

    /** Something this program refuses to do. */
    POLICY,

    /** A defect of this program. */
    INTERNAL

}
