package dev.registryarchiver.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

    private final TestClock clock = new TestClock();

    private final Instant begin = this.clock.instant();

    @Test
    void letsTheFirstThroughAndSpacesTheOthers() {
        Pace pace = new Pace(4, this.clock, this.clock);

        for (int i = 0; i < 5; i++) {
            pace.await(1);
        }

        assertThat(this.clock.pauses()).hasSize(4).containsOnly(Duration.ofMillis(250));
    }

    @Test
    void doesNotSaveUpWhatWasNotUsed() {
        Pace pace = new Pace(4, this.clock, this.clock);
        pace.await(1);
        this.clock.advance(Duration.ofSeconds(10));

        pace.await(1);
        pace.await(1);

        assertThat(this.clock.pauses()).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void isNoHindranceWithoutLimit() {
        Pace pace = new Pace(Double.POSITIVE_INFINITY, this.clock, this.clock);

        pace.await(Long.MAX_VALUE);
        pace.await(Long.MAX_VALUE);

        assertThat(this.clock.pauses()).isEmpty();
    }

    @Test
    void isSharedByAllThreads() throws InterruptedException, ExecutionException {
        List<Duration> pauses = new ArrayList<>();
        Pace pace = new Pace(100, this.clock, (pause) -> {
            synchronized (pauses) {
                pauses.add(pause);
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<?>> turns = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            turns.add(threads.submit(() -> pace.await(1)));
        }

        for (Future<?> turn : turns) {
            turn.get();
        }
        threads.shutdown();

        // Time stands still, so each waits one turn longer than the one before.
        assertThat(pauses).hasSize(100).doesNotHaveDuplicates().contains(Duration.ofSeconds(1));
    }

    @Test
    void readsBytesNoFasterThanAllowed() throws IOException {
        Pace pace = new Pace(1000, this.clock, this.clock);
        try (InputStream content = new PacedInputStream(new ByteArrayInputStream(new byte[2500]), pace)) {

            assertThat(content.readAllBytes()).hasSize(2500);
        }
        assertThat(Duration.between(this.begin, this.clock.instant())).isBetween(Duration.ofMillis(2400),
                Duration.ofMillis(2500));
    }

    @Test
    void readsAndSkipsSingleBytes() throws IOException {
        Pace pace = new Pace(1000, this.clock, this.clock);
        try (InputStream content = new PacedInputStream(new ByteArrayInputStream(new byte[] { -1, 2, 3 }), pace)) {

            assertThat(content.read()).isEqualTo(255);
            assertThat(content.skip(1)).isEqualTo(1);
            assertThat(content.read()).isEqualTo(3);
            assertThat(content.read()).isEqualTo(-1);
            assertThat(content.skip(1)).isZero();
        }
    }

}
