package dev.registryarchiver.selection;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The same work for many items, done by the calling thread with the help of a shared
 * executor. The caller works too, so it goes on however busy the executor is, and a
 * repository with many tags takes no more than its share of it.
 */
final class WorkSharing {

    /** Most threads of the executor that help one caller. */
    static final int MAX_HELPERS = 7;

    private final Executor executor;

    WorkSharing(Executor executor) {
        this.executor = executor;
    }

    /**
     * Returns when all work is done. After a failure nothing more is begun, and the first
     * failure is thrown when the work in progress has ended. No thread is interrupted.
     */
    <T> void forEach(Collection<T> items, Consumer<T> work) {
        Round<T> round = new Round<>(items, work);
        try {
            for (int i = 0; i < Math.min(MAX_HELPERS, items.size() - 1); i++) {
                this.executor.execute(round);
            }
        }
        catch (RejectedExecutionException ex) {
            // An executor that is full or shutting down helps no more; the caller does it
            // all.
        }
        round.run();
        round.await();
    }

    /** The items of one call, taken one by one by whoever has time. */
    private static final class Round<T> implements Runnable {

        private final Queue<T> items;

        private final Consumer<T> work;

        private final CountDownLatch unfinished;

        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Round(Collection<T> items, Consumer<T> work) {
            this.items = new ConcurrentLinkedQueue<>(items);
            this.work = work;
            this.unfinished = new CountDownLatch(items.size());
        }

        @Override
        public void run() {
            for (T item = this.items.poll(); item != null; item = this.items.poll()) {
                try {
                    if (this.failure.get() == null) {
                        this.work.accept(item);
                    }
                }
                catch (RuntimeException | Error ex) {
                    this.failure.compareAndSet(null, ex);
                }
                finally {
                    this.unfinished.countDown();
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    this.unfinished.await();
                    break;
                }
                catch (InterruptedException ex) {
                    // Every request has a time limit, so waiting ends by itself.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = this.failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException exception) {
                throw exception;
            }
        }

    }

}
