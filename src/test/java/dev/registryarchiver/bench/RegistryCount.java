package dev.registryarchiver.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a {@code docker-registry} has served since it was started, as it counts itself.
 *
 * @param requests answered requests
 * @param bytes of bodies that were sent
 */
record RegistryCount(long requests, long bytes) {

    static final RegistryCount NOTHING = new RegistryCount(0, 0);

    private static final Pattern REQUESTS = Pattern.compile("(?m)^registry_http_requests_total\\{.*} (\\S+)$");

    private static final Pattern BYTES = Pattern.compile("(?m)^registry_http_response_size_bytes_sum\\{.*} (\\S+)$");

    /**
     * Asks the registry.
     * @param metrics address of its metrics in the text form of Prometheus
     */
    static RegistryCount at(URI metrics) throws IOException {
        try (var body = metrics.toURL().openStream()) {
            String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new RegistryCount(sum(REQUESTS, text), sum(BYTES, text));
        }
    }

    RegistryCount minus(RegistryCount earlier) {
        return new RegistryCount(this.requests - earlier.requests, this.bytes - earlier.bytes);
    }

    private static long sum(Pattern metric, String text) {
        return metric.matcher(text).results().mapToLong((match) -> (long) Double.parseDouble(match.group(1))).sum();
    }

}
