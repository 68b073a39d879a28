package dev.registryarchiver.report;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import dev.registryarchiver.inventory.FailureClass;
import dev.registryarchiver.inventory.ImageOutcome;
import dev.registryarchiver.inventory.Outcome;
import dev.registryarchiver.inventory.WorklistEntry;

/**
 * A run as metrics: the numbers of its report, and how it ended. Each is registered once
 * it is known; what a run did not come to know is no metric of it.
 */
public final class RunMetrics {

    private final MeterRegistry meters;

    public RunMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * The run has a report.
     * @param repositories hands every repository to its argument
     */
    public void reported(RunReport report, Consumer<Consumer<WorklistEntry>> repositories) {
        RunSummary summary = report.summary();
        set(RunMetric.LAST_DURATION, summary.duration().toMillis() / 1000.0);
        for (Outcome.State state : Outcome.State.values()) {
            set(RunMetric.REPOSITORIES, word(state), summary.total(state));
        }
        set(RunMetric.FETCHED, summary.fetchedBytes());
        set(RunMetric.REUSED, summary.reusedBytes());
        set(RunMetric.ARCHIVES, report.archives().archives());
        set(RunMetric.ARCHIVE_BYTES, report.archives().bytes());
        set(RunMetric.PRUNED_ARCHIVES, summary.pruning().archives());
        set(RunMetric.PRUNED_BYTES, summary.pruning().bytes());
        set(RunMetric.PRUNING_HELD_BACK, summary.pruning().heldBackBecause().isEmpty() ? 0 : 1);
        count(repositories);
    }

    /**
     * So many requests were sent.
     * @param byStatus how many by what came back, such as {@code 2xx}
     */
    public void requested(Map<String, Long> byStatus) {
        byStatus.forEach((status, count) -> set(RunMetric.REQUESTS, status, count));
    }

    /**
     * The run is over.
     * @param at when
     * @param exitCode what the process will tell its caller
     * @param complete whether every repository had its turn
     * @param success whether nothing is left to do
     */
    public void ended(Instant at, int exitCode, boolean complete, boolean success) {
        double time = at.toEpochMilli() / 1000.0;
        set(RunMetric.LAST_RUN, time);
        set(RunMetric.LAST_EXIT_CODE, exitCode);
        if (complete) {
            set(RunMetric.LAST_COMPLETE, time);
        }
        if (success) {
            set(RunMetric.LAST_SUCCESS, time);
        }
    }

    private void count(Consumer<Consumer<WorklistEntry>> repositories) {
        Map<FailureClass, Long> failures = new EnumMap<>(FailureClass.class);
        long[] images = { 0 };
        repositories.accept((entry) -> {
            FailureClass failure = entry.outcome().failure();
            if (entry.outcome().state() == Outcome.State.FAILED && failure != null) {
                failures.merge(failure, 1L, Long::sum);
            }
            images[0] += entry.outcome().images().stream().filter(ImageOutcome::saved).count();
        });
        for (FailureClass failure : FailureClass.values()) {
            set(RunMetric.FAILED_REPOSITORIES, word(failure), failures.getOrDefault(failure, 0L));
        }
        set(RunMetric.SAVED_IMAGES, images[0]);
    }

    private void set(RunMetric metric, double value) {
        set(metric, Tags.empty(), value);
    }

    private void set(RunMetric metric, String labelValue, double value) {
        set(metric, Tags.of(metric.label(), labelValue), value);
    }

    private void set(RunMetric metric, Tags tags, double value) {
        Gauge.builder(metric.meter(), () -> value)
            .description(metric.help())
            .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
            .tags(tags)
            .register(this.meters);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

}
