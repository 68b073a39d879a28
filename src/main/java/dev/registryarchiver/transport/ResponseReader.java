package dev.registryarchiver.transport;

import java.io.IOException;

/**
 * Makes something of a response. An {@link IOException} means that the connection broke
 * and the exchange may be repeated.
 *
 * @param <T> what it makes
 */
@FunctionalInterface
public interface ResponseReader<T> {

    T read(Response response) throws IOException;

}
