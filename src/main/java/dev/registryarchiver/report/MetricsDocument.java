package dev.registryarchiver.report;

import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;

/** Meters that become bytes in the end, in a format that some receiver understands. */
public interface MetricsDocument {

    /** Whatever is registered here is in the document. */
    MeterRegistry meters();

    /** The type of its content. */
    String mediaType();

    /** How everything stands; to be called once, at the end. */
    byte[] content();

    /**
     * What the receiver has against it.
     * @param answer what it answered although it took the document
     */
    default Optional<String> objection(byte[] answer) {
        return Optional.empty();
    }

}
