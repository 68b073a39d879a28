package dev.registryarchiver.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentEntriesTests {

    private static final int THREADS = 8;

    private final AtomicInteger made = new AtomicInteger();

    private final RecentEntries<String, Object> entries = new RecentEntries<>(2, (key) -> {
        this.made.incrementAndGet();
        // Long enough for another thread to come between.
        Thread.yield();
        return new Object();
    });

    @Test
    void givesAllThreadsTheSameEntry() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < 200; round++) {
                String key = "key " + round;
                CyclicBarrier start = new CyclicBarrier(THREADS);
                Callable<Object> call = () -> {
                    start.await();
                    return this.entries.get(key);
                };
                List<Object> got = new ArrayList<>();
                for (Future<Object> entry : threads.invokeAll(Collections.nCopies(THREADS, call))) {
                    got.add(entry.get());
                }
                assertThat(got).containsOnly(got.get(0));
            }
        }
        finally {
            threads.shutdown();
        }
        assertThat(this.made).hasValue(200);
    }

    @Test
    void forgetsTheEntryThatWasNotAskedForTheLongest() {
        Object first = this.entries.get("first");
        Object second = this.entries.get("second");
        this.entries.get("first");
        this.entries.get("third");

        assertThat(this.entries.get("first")).isSameAs(first);
        assertThat(this.entries.get("second")).isNotSameAs(second);
    }

}
