package dev.registryarchiver.report;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.registry.otlp.AggregationTemporality;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import io.micrometer.registry.otlp.OtlpMetricsSender;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Printable;

/**
 * Metrics as an OTLP request in protobuf
 * (https://opentelemetry.io/docs/specs/otlp/#otlphttp-request).
 */
public final class OtlpMetrics implements MetricsDocument {

    private volatile byte[] request = new byte[0];

    private final OtlpMeterRegistry meters;

    /**
     * @param resource attributes of the whole, such as {@code service.name}
     */
    public OtlpMetrics(Map<String, String> resource) {
        OtlpMetricsSender sender = (document) -> this.request = document.getMetricsData();
        this.meters = OtlpMeterRegistry.builder(new FinalValues(resource))
            .metricsSender(sender)
            .threadFactory(OtlpMetrics::daemon)
            .build();
    }

    @Override
    public MeterRegistry meters() {
        return this.meters;
    }

    @Override
    public String mediaType() {
        return "application/x-protobuf";
    }

    @Override
    public byte[] content() {
        this.meters.close();
        return this.request;
    }

    // Some of the values can be refused, and the status is 200 all the same
    // (https://opentelemetry.io/docs/specs/otlp/#partial-success-1).
    @Override
    public Optional<String> objection(byte[] answer) {
        try {
            ExportMetricsPartialSuccess part = ExportMetricsServiceResponse.parseFrom(answer).getPartialSuccess();
            return (part.getRejectedDataPoints() == 0) ? Optional.empty()
                    : Optional.of("it refuses %d of the values (%s)".formatted(part.getRejectedDataPoints(),
                            Printable.of(part.getErrorMessage())));
        }
        catch (InvalidProtocolBufferException ex) {
            return Optional.of("it does not answer as a receiver of OTLP does");
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "otlp-metrics");
        thread.setDaemon(true);
        return thread;
    }

    /** Publishes when it is closed, in one request, and at no other time. */
    private record FinalValues(Map<String, String> resource) implements OtlpConfig {

        private static final Duration NEVER = Duration.ofDays(365);

        @Override
        public @Nullable String get(String key) {
            return null;
        }

        @Override
        public Duration step() {
            return NEVER;
        }

        @Override
        public int batchSize() {
            return Integer.MAX_VALUE;
        }

        // The defaults of these ask variables of the environment that are meant for
        // others.
        @Override
        public Map<String, String> resourceAttributes() {
            return this.resource;
        }

        @Override
        public AggregationTemporality aggregationTemporality() {
            return AggregationTemporality.CUMULATIVE;
        }

    }

}
