package dev.registryarchiver.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class WorkSharingTests {

    private final ExecutorService pool = Executors.newFixedThreadPool(4);

    @AfterEach
    void close() {
        this.pool.shutdown();
    }

    @Test
    void worksInOrderWithADirectExecutor() {
        List<Integer> done = new ArrayList<>();

        new WorkSharing(Runnable::run).forEach(List.of(1, 2, 3), done::add);

        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void worksInParallelOnTheCallerAndThePool() {
        CountDownLatch together = new CountDownLatch(5);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();

        new WorkSharing(this.pool).forEach(numbers(5), (number) -> {
            threads.add(Thread.currentThread());
            together.countDown();
            assertThat(awaits(together)).isTrue();
        });

        assertThat(threads).hasSize(5).contains(Thread.currentThread());
    }

    @Test
    void goesOnAloneWhenThePoolIsBusyOrClosed() throws Exception {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch blocked = new CountDownLatch(1);
        numbers(4).forEach((number) -> this.pool.execute(() -> awaits(blocked)));

        new WorkSharing(this.pool).forEach(numbers(20), (number) -> done.incrementAndGet());

        assertThat(done).hasValue(20);
        blocked.countDown();
        new WorkSharing((task) -> {
            throw new RejectedExecutionException();
        }).forEach(numbers(20), (number) -> done.incrementAndGet());
        assertThat(done).hasValue(40);
    }

    @Test
    void throwsTheFirstFailureAndBeginsNothingMore() {
        AtomicInteger begun = new AtomicInteger();

        assertThatIllegalStateException()
            .isThrownBy(() -> new WorkSharing(Runnable::run).forEach(numbers(10), (number) -> {
                if (begun.incrementAndGet() == 3) {
                    throw new IllegalStateException("third");
                }
            }))
            .withMessage("third");

        assertThat(begun).hasValue(3);
    }

    @Test
    void waitsForWorkInProgressBeforeItThrows() {
        CountDownLatch begun = new CountDownLatch(2);
        AtomicInteger finished = new AtomicInteger();

        assertThatIllegalStateException().isThrownBy(() -> new WorkSharing(this.pool).forEach(numbers(2), (number) -> {
            begun.countDown();
            awaits(begun);
            if (number == 0) {
                throw new IllegalStateException();
            }
            pause();
            finished.incrementAndGet();
        }));

        assertThat(finished).hasValue(1);
    }

    @Test
    void keepsTheInterruptionOfItsCallerForLater() {
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();

        new WorkSharing(this.pool).forEach(numbers(20), (number) -> done.incrementAndGet());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(20);
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        }
        catch (InterruptedException ex) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

}
