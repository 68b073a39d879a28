package dev.registryarchiver.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that only moves when somebody waits by it, which then takes no time. */
public final class TestClock extends Clock implements Sleeper {

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    /** What was waited for, in order. */
    public List<Duration> pauses() {
        return List.copyOf(this.pauses);
    }

    public synchronized void advance(Duration duration) {
        this.now = this.now.plus(duration);
    }

    @Override
    public void sleep(Duration duration) {
        this.pauses.add(duration);
        advance(duration);
    }

    @Override
    public synchronized Instant instant() {
        return this.now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Everything here is in UTC");
    }

}
