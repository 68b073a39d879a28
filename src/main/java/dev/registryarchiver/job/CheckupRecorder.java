package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.auth.AuthorizationListener;
import dev.registryarchiver.transport.Exchange;
import dev.registryarchiver.transport.ExchangeListener;

/**
 * Writes down what happens between us and the servers while a step is tried. Safe for use
 * by many threads.
 */
final class CheckupRecorder implements ExchangeListener, AuthorizationListener {

    private final Clock clock;

    private final List<String> notes = new ArrayList<>();

    private final List<Exchange> exchanges = new ArrayList<>();

    private @Nullable Duration skew;

    CheckupRecorder(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void observed(Exchange exchange) {
        this.exchanges.add(exchange);
        this.notes.add(exchange.toString());
        if (this.skew == null && exchange.serverTime() != null) {
            this.skew = Duration.between(this.clock.instant(), exchange.serverTime());
        }
    }

    @Override
    public synchronized void challenged(List<String> demands) {
        this.notes
            .add(demands.isEmpty() ? "it does not say what would do" : "it asks for " + String.join(", or ", demands));
    }

    @Override
    public synchronized void granted(String asked, Optional<String> granted) {
        String what = asked.isEmpty() ? "no scope" : "scope '%s'".formatted(asked);
        this.notes.add("a token was given for %s%s".formatted(what,
                granted.map(", good for %s by its own words"::formatted).orElse("")));
    }

    /** Begins a step. */
    synchronized void clear() {
        this.notes.clear();
        this.exchanges.clear();
    }

    /** What happened since the step began, each in words. */
    synchronized List<String> notes() {
        return List.copyOf(this.notes);
    }

    /** The exchange that came last since the step began. */
    synchronized Optional<Exchange> last() {
        return this.exchanges.stream().reduce((earlier, later) -> later);
    }

    /**
     * How much the first server that told its time is ahead of us; negative when it is
     * behind.
     */
    synchronized Optional<Duration> skew() {
        return Optional.ofNullable(this.skew);
    }

}
