package dev.registryarchiver.job;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.report.MetricsDocument;
import dev.registryarchiver.report.OtlpMetrics;
import dev.registryarchiver.report.PrometheusMetrics;
import dev.registryarchiver.transport.Request;

/**
 * Somebody who gets the metrics of a run.
 *
 * @param uri where they are posted
 * @param headers what is sent along, secrets among it
 * @param document the metrics
 * @param property the property that gives the address
 * @param login the properties that let us in, in words
 */
record MetricsReceiver(URI uri, Map<String, String> headers, MetricsDocument document, String property, String login) {

    /**
     * A group of metrics in a Pushgateway. Posting replaces those of the same names only,
     * so that what is not sent stays as it is
     * (https://github.com/prometheus/pushgateway#post-method).
     */
    static MetricsReceiver pushgateway(MetricsProperties properties, Map<String, String> labels) {
        MetricsProperties.Pushgateway gateway = properties.pushgateway();
        return new MetricsReceiver(gateway.address().group(gateway.job(), labels), authorization(gateway),
                new PrometheusMetrics(), gateway.address().property(),
                "metrics.pushgateway.username and metrics.pushgateway.password, or metrics.pushgateway.token");
    }

    /** A receiver of OTLP over HTTP. */
    static MetricsReceiver otlp(MetricsProperties properties, Map<String, String> labels) {
        MetricsProperties.Otlp otlp = properties.otlp();
        Map<String, String> resource = new LinkedHashMap<>(labels);
        resource.put("service.name", "registry-archiver");
        // What tells one from the other where resources have no other labels.
        resource.put("service.instance.id", String.join(" ", labels.values()));
        return new MetricsReceiver(otlp.address().signal(), otlp.namedHeaders(), new OtlpMetrics(resource),
                otlp.address().property(), "metrics.otlp.headers");
    }

    /** The labels that tell the runs of several registries and shards apart. */
    static Map<String, String> labels(MetricsProperties properties, Registry registry, JobProperties job) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("registry", registry.name() + registry.prefix());
        if (job.part().isPart()) {
            labels.put("shard", "%d-of-%d".formatted(job.part().index(), job.part().count()));
        }
        labels.putAll(properties.namedLabels());
        return labels;
    }

    /** The metrics as they stand now. */
    Request request() {
        Request request = Request.post(this.uri, this.document.mediaType(), this.document.content());
        for (Map.Entry<String, String> header : this.headers.entrySet()) {
            request = request.withHeader(header.getKey(), header.getValue());
        }
        return request;
    }

    private static Map<String, String> authorization(MetricsProperties.Pushgateway gateway) {
        String token = gateway.token();
        if (token != null && !token.isBlank()) {
            return Map.of("Authorization", "Bearer " + token.strip());
        }
        String username = gateway.username();
        if (username == null || username.isBlank()) {
            return Map.of();
        }
        String password = gateway.password();
        String login = username + ":" + ((password != null) ? password : "");
        return Map.of("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

}
