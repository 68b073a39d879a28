package dev.registryarchiver.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Decides when one exchange is tried again, and waits until then. Failures are counted.
 * Being asked to slow down is none and is not: a request that was put off may well be
 * served once others have been. Not thread-safe.
 */
final class Repetition {

    private static final Logger logger = LoggerFactory.getLogger(Repetition.class);

    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 499, 500, 502, 503, 504, 522);

    private static final int TOO_MANY_REQUESTS = 429;

    // In longest pauses. As long as a server lets others through, our turn will come; one
    // that lets nobody through for so long will not do so soon, and a nightly run that
    // hangs helps nobody.
    private static final int MAX_PAUSES = 3;

    private final Request request;

    private final TransportProperties properties;

    private final Clock clock;

    private final Sleeper sleeper;

    private final Gates gates;

    private final BackOffExecution failures;

    private final BackOffExecution refusals;

    Repetition(Request request, TransportProperties properties, Clock clock, Sleeper sleeper, Gates gates) {
        this.request = request;
        this.properties = properties;
        this.clock = clock;
        this.sleeper = sleeper;
        this.gates = gates;
        ExponentialBackOff backOff = backOff(properties);
        this.refusals = backOff.start();
        ExponentialBackOff limited = backOff(properties);
        limited.setMaxAttempts(request.repeatable() ? properties.retries() : 0);
        this.failures = limited.start();
    }

    /** Whether an answer is one that asking again may change. */
    static boolean isThinkable(Response response) {
        return response.status() == TOO_MANY_REQUESTS || RETRYABLE.contains(response.status());
    }

    /**
     * Whether {@code response} is to be forgotten and the exchange tried again, now.
     * @throws ThrottledException if the server asks for too much patience
     */
    boolean isDueAfter(Response response) {
        Gate gate = this.gates.of(response.uri());
        if (response.status() == TOO_MANY_REQUESTS) {
            close(gate, response);
            return true;
        }
        gate.passed();
        return RETRYABLE.contains(response.status()) && isRepeatedAfter(response);
    }

    /**
     * Waits for the next attempt after a connection broke.
     * @param uri the address it led to
     * @param proxy the proxy on the way
     * @throws TransportException if there is to be none
     */
    void awaitAfter(IOException failure, URI uri, Optional<Proxy> proxy) {
        if (failure instanceof SSLException && !isInterruption(failure)) {
            throw new UntrustedServerException(uri, failure);
        }
        long pause = (failure instanceof UnknownHostException) ? BackOffExecution.STOP : this.failures.nextBackOff();
        if (pause == BackOffExecution.STOP) {
            throw new UnreachableException(uri, proxy, failure);
        }
        logger.debug("{} broke ({}); repeating", this.request, failure.toString());
        this.sleeper.sleep(Duration.ofMillis(pause));
    }

    // Meant for everybody: were each to come back by itself, they would never be fewer.
    private void close(Gate gate, Response response) {
        Duration busy = gate.refused();
        Duration asked = asked(response);
        response.close();
        if (asked.compareTo(this.properties.maxWait()) > 0) {
            throw ThrottledException.asking(response.uri(), asked);
        }
        if (busy.compareTo(this.properties.maxWait().multipliedBy(MAX_PAUSES)) >= 0) {
            throw ThrottledException.refusing(response.uri(), busy);
        }
        logger.debug("{} was answered with {}; coming back later", this.request, response.status());
        gate.closeFor(asked.isZero() ? Duration.ofMillis(this.refusals.nextBackOff()) : asked);
    }

    private boolean isRepeatedAfter(Response response) {
        Duration asked = asked(response);
        if (asked.compareTo(this.properties.maxWait()) > 0) {
            return false;
        }
        long pause = this.failures.nextBackOff();
        if (pause == BackOffExecution.STOP) {
            return false;
        }
        response.close();
        logger.debug("{} was answered with {}; repeating", this.request, response.status());
        this.sleeper.sleep(asked.isZero() ? Duration.ofMillis(pause) : asked);
        return true;
    }

    private Duration asked(Response response) {
        return RetryAfter.of(response, this.clock).orElse(Duration.ZERO);
    }

    // A server that goes away in the middle of a handshake, as one behind a load balancer
    // does, says nothing about trust.
    private static boolean isInterruption(IOException failure) {
        Throwable root = NestedExceptionUtils.getRootCause(failure);
        return root instanceof EOFException || root instanceof SocketException;
    }

    private static ExponentialBackOff backOff(TransportProperties properties) {
        ExponentialBackOff backOff = new ExponentialBackOff(properties.retryWait().toMillis(), 2);
        backOff.setJitter(properties.retryWait().toMillis() / 2);
        backOff.setMaxInterval(properties.maxWait().toMillis());
        return backOff;
    }

}
