package dev.registryarchiver.transport;

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

class GateTests {

    private final TestClock clock = new TestClock();

    private final Instant begin = this.clock.instant();

    @Test
    void isOpenUntilItIsClosed() {
        new Gate(this.clock, this.clock).await();

        assertThat(this.clock.pauses()).isEmpty();
    }

    @Test
    void keepsTheLongestPause() {
        Gate gate = new Gate(this.clock, this.clock);

        gate.closeFor(Duration.ofSeconds(20));
        gate.closeFor(Duration.ofSeconds(5));
        gate.await();

        assertThat(this.clock.pauses()).containsExactly(Duration.ofSeconds(20));
    }

    @Test
    void staysClosedWhenAnotherAnswerMovesTheTimeMeanwhile() {
        List<Gate> closedAgain = new ArrayList<>();
        Gate gate = new Gate(this.clock, (pause) -> {
            this.clock.sleep(pause);
            if (this.clock.pauses().size() == 1) {
                closedAgain.forEach((each) -> each.closeFor(Duration.ofSeconds(30)));
            }
        });
        closedAgain.add(gate);
        gate.closeFor(Duration.ofSeconds(2));

        gate.await();

        assertThat(this.clock.pauses()).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    @Test
    void letsNobodyThroughTooEarly() throws InterruptedException, ExecutionException {
        Gate gate = new Gate(this.clock, this.clock);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<Future<Instant>> passages = new ArrayList<>();
        gate.closeFor(Duration.ofSeconds(10));
        for (int i = 0; i < 100; i++) {
            passages.add(threads.submit(() -> {
                gate.await();
                return this.clock.instant();
            }));
        }

        for (Future<Instant> passage : passages) {
            assertThat(passage.get()).isAfterOrEqualTo(this.begin.plusSeconds(10));
        }
        threads.shutdown();
    }

}
