package dev.registryarchiver.transport;

/**
 * An exchange was given up because the run is to end; it says nothing about the server.
 */
public final class ExchangeAbandonedException extends TransportException {

    private static final long serialVersionUID = 1L;

    ExchangeAbandonedException() {
        super("The exchange was given up because the run is to end", null);
    }

}
