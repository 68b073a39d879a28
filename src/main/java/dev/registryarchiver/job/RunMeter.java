package dev.registryarchiver.job;

import java.util.function.Consumer;

import io.micrometer.observation.ObservationRegistry;

import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.RunReport;
import dev.registryarchiver.transport.ExchangeListener;

/**
 * Measures a run. What implements it is chosen before the run begins, so that nothing is
 * loaded for metrics that nobody wants.
 */
interface RunMeter {

    /** Nobody wants to know. */
    RunMeter OFF = new RunMeter() {
    };

    /** To be told what Spring Batch does. */
    default ObservationRegistry observations() {
        return ObservationRegistry.NOOP;
    }

    /** To be told of the requests to the registry. */
    default ExchangeListener exchanges() {
        return ExchangeListener.NONE;
    }

    /**
     * The report of the run is there.
     * @param repositories hands every repository to its argument
     */
    default void reported(RunReport report, Consumer<Consumer<WorklistEntry>> repositories) {
    }

    /** The run is over, and whatever was measured is to be told; never fails. */
    default void ended(ExitCode exitCode) {
    }

}
