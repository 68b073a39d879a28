package dev.registryarchiver.transport;

import org.jspecify.annotations.Nullable;

/** An exchange that did not come to an answer. */
public abstract sealed class TransportException extends RuntimeException
        permits UnreachableException, UntrustedServerException, ProxyRefusedException, RedirectRefusedException,
        ResponseTooLargeException, ThrottledException, ExchangeAbandonedException {

    TransportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

}
