package dev.registryarchiver.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;

/**
 * The job repository as lanes see it. Spring Batch writes how far a step is after every
 * chunk, which here is every repository; of a lane at work that is written once a second,
 * since the worklist and not this is the truth. Beginnings and ends are always written.
 */
final class LaneBookkeeping implements InvocationHandler {

    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private final JobRepository jobs;

    private final LongSupplier nanoTime;

    // By method and lane.
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    private LaneBookkeeping(JobRepository jobs, LongSupplier nanoTime) {
        this.jobs = jobs;
        this.nanoTime = nanoTime;
    }

    static JobRepository of(JobRepository jobs) {
        return of(jobs, System::nanoTime);
    }

    static JobRepository of(JobRepository jobs, LongSupplier nanoTime) {
        return (JobRepository) Proxy.newProxyInstance(JobRepository.class.getClassLoader(),
                new Class<?>[] { JobRepository.class }, new LaneBookkeeping(jobs, nanoTime));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (arguments != null && method.getName().startsWith("update") && arguments[0] instanceof StepExecution lane
                && !isDue(method.getName(), lane)) {
            return null;
        }
        try {
            return method.invoke(this.jobs, arguments);
        }
        catch (InvocationTargetException ex) {
            throw ex.getTargetException();
        }
    }

    private boolean isDue(String method, StepExecution lane) {
        long now = this.nanoTime.getAsLong();
        String key = method + lane.getId();
        Long last = this.written.get(key);
        boolean atWork = lane.getStatus() == BatchStatus.STARTED && lane.getEndTime() == null;
        if (atWork && last != null && now - last < PAUSE_NANOS) {
            return false;
        }
        this.written.put(key, now);
        return true;
    }

}
