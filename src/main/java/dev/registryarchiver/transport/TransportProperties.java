package dev.registryarchiver.transport;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How requests are sent.
 *
 * @param connections parallel connections to one registry, 1 to 256
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest silence tolerated while waiting for or reading a response;
 * fewer than 256 bytes a second count as silence
 * @param retries how often a failed exchange is repeated before its repository fails, 0
 * to 20
 * @param retryWait pause before the first repetition; it doubles each time, with jitter
 * @param maxWait longest pause accepted from a server that is busy; one that asks for a
 * longer one, or serves nobody for three times as long, ends the run
 * @param requestsPerSecond most requests sent in a second by all connections together;
 * unlimited when not set
 * @param bandwidth most bytes read or sent in a second by all connections together, such
 * as 10MB; unlimited when not set
 * @param caCertificates PEM file with certificates of authorities to trust besides those
 * the JDK trusts
 * @param sslBundle name of the spring.ssl.bundle to use, for client certificates and for
 * authorities to trust instead of those the JDK trusts
 */
@ConfigurationProperties(prefix = "transport", ignoreUnknownFields = false)
public record TransportProperties(@DefaultValue("8") int connections, @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("60s") Duration readTimeout, @DefaultValue("5") int retries,
        @DefaultValue("500ms") Duration retryWait, @DefaultValue("60s") Duration maxWait,
        @Nullable Integer requestsPerSecond, @Nullable DataSize bandwidth, @Nullable Path caCertificates,
        @Nullable String sslBundle) {

    private static final long MIN_BANDWIDTH = 1024;

    public TransportProperties {
        require(connections >= 1 && connections <= 256, "transport.connections", connections, "a number from 1 to 256");
        require(positive(connectTimeout), "transport.connect-timeout", connectTimeout,
                "a positive duration such as 10s");
        require(positive(readTimeout), "transport.read-timeout", readTimeout, "a positive duration such as 60s");
        require(retries >= 0 && retries <= 20, "transport.retries", retries, "a number from 0 to 20");
        require(positive(retryWait), "transport.retry-wait", retryWait, "a positive duration such as 500ms");
        require(requestsPerSecond == null || requestsPerSecond >= 1, "transport.requests-per-second", requestsPerSecond,
                "a number from 1 on; leave it out for no limit");
        require(bandwidth == null || bandwidth.toBytes() >= MIN_BANDWIDTH, "transport.bandwidth", bandwidth,
                "a size of at least 1KB, such as 10MB; leave it out for no limit");
        require(positive(maxWait), "transport.max-wait", maxWait, "a positive duration such as 60s");
    }

    /** The same with at most so many repetitions. */
    public TransportProperties withRetriesUpTo(int most) {
        return new TransportProperties(this.connections, this.connectTimeout, this.readTimeout,
                Math.min(this.retries, most), this.retryWait, this.maxWait, this.requestsPerSecond, this.bandwidth,
                this.caCertificates, this.sslBundle);
    }

    /** For one short exchange that nobody waits for longer than that. */
    public TransportProperties within(Duration time) {
        return new TransportProperties(1, shorter(this.connectTimeout, time), shorter(this.readTimeout, time),
                Math.min(this.retries, 1), this.retryWait, time, null, null, this.caCertificates, this.sslBundle);
    }

    private static Duration shorter(Duration one, Duration other) {
        return (one.compareTo(other) < 0) ? one : other;
    }

    private static boolean positive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static void require(boolean valid, String property, @Nullable Object value, String expected) {
        if (!valid) {
            throw new IllegalArgumentException("%s is '%s'; it needs to be %s".formatted(property, value, expected));
        }
    }

}
