package dev.registryarchiver.report;

import java.nio.charset.StandardCharsets;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * Metrics in the text format of Prometheus, which every gateway understands, those of
 * other makers included.
 */
public final class PrometheusMetrics implements MetricsDocument {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Override
    public MeterRegistry meters() {
        return this.meters;
    }

    @Override
    public String mediaType() {
        return TEXT;
    }

    @Override
    public byte[] content() {
        return this.meters.scrape(TEXT).getBytes(StandardCharsets.UTF_8);
    }

}
