package dev.registryarchiver.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTests {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final Duration DAYS = Duration.ofDays(100);

    private final TestClock clock = new TestClock();

    private final AtomicInteger cancellations = new AtomicInteger();

    @Test
    void isTooSlowAtAByteASecond() {
        Progress progress = progress(DAYS);

        for (int i = 0; i < 60; i++) {
            receive(progress, 1, Duration.ofSeconds(1));
        }
        assertThat(progress.isTooSlow()).isFalse();
        receive(progress, 1, Duration.ofSeconds(1));

        assertThat(progress.isTooSlow()).isTrue();
        assertThat(this.cancellations).hasValue(1);
    }

    @Test
    void isTooSlowWhenNothingComesAtAll() {
        Progress progress = progress(DAYS);
        progress.begin();

        this.clock.advance(MINUTE);
        progress.check();
        assertThat(progress.isTooSlow()).isFalse();
        this.clock.advance(Duration.ofMillis(1));
        progress.check();
        progress.check();

        assertThat(progress.isTooSlow()).isTrue();
        assertThat(this.cancellations).hasValue(1);
    }

    @Test
    void isFastEnoughOnASlowLine() {
        Progress progress = progress(DAYS);

        for (int second = 0; second < 20_000; second++) {
            receive(progress, 50_000, Duration.ofSeconds(1));
        }

        assertThat(progress.isTooSlow()).isFalse();
    }

    @Test
    void isFastEnoughWithLongPausesBetweenMuch() {
        Progress progress = progress(DAYS);

        for (int i = 0; i < 100; i++) {
            receive(progress, 16_384, MINUTE);
        }

        assertThat(progress.isTooSlow()).isFalse();
    }

    @Test
    void doesNotCountTheTimeOfTheReader() {
        Progress progress = progress(MINUTE);

        for (int i = 0; i < 1000; i++) {
            receive(progress, 50, Duration.ofMillis(5));
            this.clock.advance(Duration.ofHours(1));
            progress.check();
        }

        assertThat(progress.isTooSlow()).isFalse();
    }

    @Test
    void isTooSlowWhenItTakesTooLongInAll() {
        Progress progress = progress(Duration.ofMinutes(10));

        for (int second = 0; second <= 600; second++) {
            assertThat(progress.isTooSlow()).isFalse();
            receive(progress, 50_000, Duration.ofSeconds(1));
        }

        assertThat(progress.isTooSlow()).isTrue();
    }

    private Progress progress(Duration most) {
        return new Progress(this.clock, MINUTE, most, this.cancellations::incrementAndGet);
    }

    private void receive(Progress progress, int bytes, Duration time) {
        progress.begin();
        this.clock.advance(time);
        progress.end(bytes);
    }

}
