package dev.registryarchiver.job;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the metrics of a run go when it ends. Nothing is measured when there is no such
 * place.
 *
 * @param pushgateway a Prometheus Pushgateway
 * @param otlp a receiver of OTLP
 * @param labels more labels of the grouping key, and resource attributes in OTLP, such as
 * {@code cluster=blue}; registry and job.shard are labels anyway
 * @param timeout longest wait for a receiver, at most 1h; a run that is stopped waits no
 * longer than a quarter of job.grace
 */
@ConfigurationProperties(prefix = "metrics", ignoreUnknownFields = false)
record MetricsProperties(@DefaultValue Pushgateway pushgateway, @DefaultValue Otlp otlp,
        @DefaultValue List<String> labels, @DefaultValue("10s") Duration timeout) {

    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    // What metrics have as labels cannot be a label of their group.
    private static final Set<String> TAKEN = Set.of("job", "registry", "shard", "outcome", "class", "status", "error",
            "le", "quantile");

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z][a-zA-Z0-9_]*)=(.+)");

    MetricsProperties {
        if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "metrics.timeout is '%s'; it needs to be a positive duration of at most 1h, such as 10s"
                        .formatted(timeout));
        }
        labels = List.copyOf(labels);
        named(labels);
    }

    /** Whether there is anybody to be told. */
    boolean isOn() {
        return this.pushgateway.isOn() || this.otlp.isOn();
    }

    /** The labels by their names. */
    Map<String, String> namedLabels() {
        return named(this.labels);
    }

    private static Map<String, String> named(List<String> labels) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String label : labels) {
            Matcher parts = LABEL.matcher(label.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "metrics.labels has '%s'; a label is a name of letters, digits and _, and a value, such as cluster=blue"
                            .formatted(label));
            }
            if (TAKEN.contains(parts.group(1)) || named.put(parts.group(1), parts.group(2)) != null) {
                throw new IllegalArgumentException(
                        "metrics.labels has '%s', but there is a label '%s' already. Give it another name."
                            .formatted(label, parts.group(1)));
            }
        }
        return named;
    }

    /**
     * A Prometheus Pushgateway, or whatever speaks like one.
     *
     * @param url address of a Prometheus Pushgateway, such as http://pushgateway:9091,
     * that gets the metrics when a run ends; none when not set
     * @param job job of the grouping key in the Pushgateway
     * @param username user name for the Pushgateway
     * @param password password for the Pushgateway; best given by the environment or a
     * mounted secret
     * @param token bearer token for the Pushgateway, instead of user name and password
     */
    record Pushgateway(@Nullable String url, @DefaultValue("registry-archiver") String job, @Nullable String username,
            @Nullable String password, @Nullable String token) {

        private static final String URL = "metrics.pushgateway.url";

        Pushgateway {
            if (url != null && !url.isBlank()) {
                MetricsAddress.of(URL, url);
            }
            if (job.isBlank()) {
                throw new IllegalArgumentException(
                        "metrics.pushgateway.job is empty; it needs to be a name such as registry-archiver");
            }
            if (isSet(token) && isSet(username)) {
                throw new IllegalArgumentException(
                        "metrics.pushgateway.username and metrics.pushgateway.token are both set; the gateway wants one of them");
            }
            if (isSet(password) && !isSet(username)) {
                throw new IllegalArgumentException(
                        "metrics.pushgateway.password is set without metrics.pushgateway.username; give both");
            }
        }

        boolean isOn() {
            return isSet(this.url);
        }

        MetricsAddress address() {
            return MetricsAddress.of(URL, String.valueOf(this.url));
        }

        // The password and the token are secrets.
        @Override
        public String toString() {
            return "Pushgateway[url=%s, job=%s, username=%s]".formatted(this.url, this.job, this.username);
        }

    }

    /**
     * Whatever receives OTLP over HTTP.
     *
     * @param url address that receives OTLP over HTTP, such as
     * http://collector:4318/v1/metrics, and gets the metrics when a run ends; none when
     * not set
     * @param headers headers sent along, such as {@code Authorization=Bearer abc}; best
     * given by the environment or a mounted secret
     */
    record Otlp(@Nullable String url, @DefaultValue List<String> headers) {

        private static final String URL = "metrics.otlp.url";

        // RFC 9110 section 5.6.2, and no control characters in the value.
        private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+)\\s*=\\s*([\\x20-\\x7e]+)");

        Otlp {
            if (url != null && !url.isBlank()) {
                MetricsAddress.of(URL, url);
            }
            headers = List.copyOf(headers);
            named(headers);
        }

        boolean isOn() {
            return isSet(this.url);
        }

        MetricsAddress address() {
            return MetricsAddress.of(URL, String.valueOf(this.url));
        }

        /** The headers by their names. */
        Map<String, String> namedHeaders() {
            return named(this.headers);
        }

        // Headers are secrets more often than not.
        @Override
        public String toString() {
            return "Otlp[url=%s]".formatted(this.url);
        }

        private static Map<String, String> named(List<String> headers) {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < headers.size(); i++) {
                Matcher parts = HEADER.matcher(headers.get(i).strip());
                if (!parts.matches()) {
                    throw new IllegalArgumentException(
                            "metrics.otlp.headers: the header at place %d is not of the form name=value, such as 'Authorization=Bearer abc'"
                                .formatted(i + 1));
                }
                named.put(parts.group(1), parts.group(2));
            }
            return named;
        }

    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

}
