package dev.registryarchiver.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Bytes per second over the last seconds. For one thread. */
final class Throughput {

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * Takes note of a moment.
     * @param elapsed time since the beginning
     * @param bytes bytes since the beginning
     * @return bytes per second
     */
    long at(Duration elapsed, long bytes) {
        Sample now = new Sample(elapsed, bytes);
        if (!this.samples.isEmpty() && this.samples.getLast().elapsed().compareTo(elapsed) > 0) {
            this.samples.clear();
        }
        this.samples.add(now);
        while (this.samples.size() > 2 && span(now).compareTo(WINDOW) > 0) {
            this.samples.remove();
        }
        long millis = span(now).toMillis();
        return (millis == 0) ? 0 : (bytes - oldest().bytes()) * 1000 / millis;
    }

    private Duration span(Sample now) {
        return now.elapsed().minus(oldest().elapsed());
    }

    private Sample oldest() {
        return Objects.requireNonNull(this.samples.peek());
    }

    private record Sample(Duration elapsed, long bytes) {
    }

}
