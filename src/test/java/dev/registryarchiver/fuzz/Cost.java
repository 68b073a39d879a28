package dev.registryarchiver.fuzz;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

import com.sun.management.ThreadMXBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What reading some input may cost. Time is CPU time of the thread and generous, so that
 * a busy machine does not matter; what is looked for grows without limit.
 */
public final class Cost {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final long MAX_NANOS = 5_000_000_000L;

    private static final long MAX_BYTES = 256L << 20;

    private Cost() {
    }

    /**
     * Reads, and fails when that took too much of anything.
     * @return what was read
     */
    public static <T> T bounded(Callable<T> reading) throws Exception {
        long id = Thread.currentThread().getId();
        long nanos = THREADS.getCurrentThreadCpuTime();
        long bytes = THREADS.getThreadAllocatedBytes(id);
        try {
            return reading.call();
        }
        finally {
            assertThat(THREADS.getCurrentThreadCpuTime() - nanos).as("CPU time").isLessThan(MAX_NANOS);
            assertThat(THREADS.getThreadAllocatedBytes(id) - bytes).as("allocated bytes").isLessThan(MAX_BYTES);
        }
    }

}
