package dev.registryarchiver.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler.IgnoredMeters;
import io.micrometer.observation.ObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.inventory.WorklistEntry;
import dev.registryarchiver.report.RunMetrics;
import dev.registryarchiver.report.RunReport;
import dev.registryarchiver.transport.ExchangeListener;

/**
 * Tells receivers the metrics of a run when it is over. Whatever goes wrong with that is
 * a warning and changes nothing else.
 */
final class PushedRunMeter implements RunMeter {

    private static final Logger logger = LoggerFactory.getLogger(PushedRunMeter.class);

    private final ObservationRegistry observations = ObservationRegistry.create();

    private final RequestCounts requests = new RequestCounts();

    private final List<MetricsReceiver> receivers;

    private final RunMetrics metrics;

    private final RegistryAccess access;

    private final CurrentRun run;

    private final Duration timeout;

    private final Duration grace;

    private final Clock clock;

    private boolean reported;

    /**
     * @param timeout longest wait for the receivers together
     * @param grace how long a run that is stopped may take to come to rest
     */
    PushedRunMeter(List<MetricsReceiver> receivers, RegistryAccess access, CurrentRun run, Duration timeout,
            Duration grace, Clock clock) {
        this.receivers = List.copyOf(receivers);
        this.access = access;
        this.run = run;
        this.timeout = timeout;
        this.grace = grace;
        this.clock = clock;
        MeterRegistry meters = meters(receivers);
        this.metrics = new RunMetrics(meters);
        this.observations.observationConfig()
            .observationHandler(new DefaultMeterObservationHandler(meters, IgnoredMeters.LONG_TASK_TIMER));
    }

    private static MeterRegistry meters(List<MetricsReceiver> receivers) {
        CompositeMeterRegistry meters = new CompositeMeterRegistry();
        meters.config().meterFilter(new LaneFilter());
        receivers.forEach((receiver) -> meters.add(receiver.document().meters()));
        return meters;
    }

    @Override
    public ObservationRegistry observations() {
        return this.observations;
    }

    @Override
    public ExchangeListener exchanges() {
        return this.requests;
    }

    @Override
    public void reported(RunReport report, Consumer<Consumer<WorklistEntry>> repositories) {
        this.reported = true;
        try {
            this.metrics.reported(report, repositories);
        }
        catch (RuntimeException ex) {
            logger.warn("The metrics do not tell everything of this run: {}", Failures.sentence(ex));
        }
    }

    @Override
    public void ended(ExitCode exitCode) {
        // Nothing was run: there was nothing to retry, or another process does it.
        if (exitCode == ExitCode.STATE_IN_USE || (exitCode == ExitCode.SUCCESS && !this.reported)) {
            return;
        }
        try {
            boolean success = exitCode == ExitCode.SUCCESS;
            this.metrics.requested(this.requests.byStatus());
            this.metrics.ended(this.clock.instant(), exitCode.code(),
                    success || (this.reported && exitCode == ExitCode.REPOSITORIES_FAILED), success);
            push(longestWait());
        }
        catch (RuntimeException ex) {
            logger.warn("The metrics of this run are not told: {}", Failures.sentence(ex));
        }
    }

    private void push(Duration longestWait) {
        if (longestWait.isZero()) {
            return;
        }
        List<MetricsPush> pushes = this.receivers.stream()
            .map((receiver) -> MetricsPush.begin(receiver, this.access, longestWait))
            .toList();
        pushes.forEach((push) -> push.complaint().ifPresent(logger::warn));
    }

    // Whoever sent the signal does not wait much longer than for the grace, half of which
    // the transfers may have needed.
    private Duration longestWait() {
        Duration rest = this.grace.dividedBy(4);
        boolean hurried = this.run.stop().filter((stop) -> stop.exitCode() == ExitCode.STOPPED).isPresent();
        return (hurried && rest.compareTo(this.timeout) < 0) ? rest : this.timeout;
    }

    /** Makes one of all lanes, whose steps have numbers in their names. */
    private static final class LaneFilter implements MeterFilter {

        private static final String NUMBERED = ArchiveJob.LANE_STEP + ":";

        @Override
        public Meter.Id map(Meter.Id id) {
            List<Tag> tags = id.getTags()
                .stream()
                .map((tag) -> tag.getValue().startsWith(NUMBERED) ? Tag.of(tag.getKey(), ArchiveJob.LANE_STEP) : tag)
                .toList();
            return id.replaceTags(tags);
        }

    }

}
