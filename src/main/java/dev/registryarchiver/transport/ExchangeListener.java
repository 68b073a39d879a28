package dev.registryarchiver.transport;

/** Gets to know every exchange, each hop of a redirect and each repetition by itself. */
@FunctionalInterface
public interface ExchangeListener {

    /** Does not want to know. */
    ExchangeListener NONE = (exchange) -> {
    };

    /** Called in the thread that sends, before the body of the answer is read. */
    void observed(Exchange exchange);

}
