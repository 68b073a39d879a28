package dev.registryarchiver.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * What comes of a signal when an earlier one is already being obeyed. Java itself ignores
 * it, and has no other way to hear of it than this class, which every JDK has and
 * supports (JEP 260).
 */
final class SecondSignal {

    private static final Logger logger = LoggerFactory.getLogger(SecondSignal.class);

    // What the shell and the virtual machine add to the number of a signal.
    private static final int SIGNALLED = 128;

    private SecondSignal() {
    }

    /** From now on SIGTERM and SIGINT end the process at once, as if it were killed. */
    static void endsAtOnce() {
        endsAtOnce("TERM");
        endsAtOnce("INT");
    }

    private static void endsAtOnce(String name) {
        try {
            Signal.handle(new Signal(name), (signal) -> Runtime.getRuntime().halt(SIGNALLED + signal.getNumber()));
        }
        catch (IllegalArgumentException ex) {
            // Reserved by an option of the virtual machine.
            logger.debug("A second SIG{} cannot end the process at once", name, ex);
        }
    }

}
