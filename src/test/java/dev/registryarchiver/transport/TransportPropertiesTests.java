package dev.registryarchiver.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TransportPropertiesTests {

    @Test
    void haveDefaults() {
        assertThat(bind(Map.of())).isEqualTo(new TransportProperties(8, Duration.ofSeconds(10), Duration.ofMinutes(1),
                5, Duration.ofMillis(500), Duration.ofMinutes(1), null, null, null, null));
    }

    @Test
    void takeAllProperties() {
        assertThat(bind(Map.of("transport.connections", "256", "transport.connect-timeout", "1s",
                "transport.read-timeout", "2s", "transport.retries", "0", "transport.retry-wait", "1ms",
                "transport.max-wait", "3s", "transport.requests-per-second", "1", "transport.bandwidth", "1KB",
                "transport.ca-certificates", "/etc/ssl/ours.pem")))
            .isEqualTo(
                    new TransportProperties(256, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, Duration.ofMillis(1),
                            Duration.ofSeconds(3), 1, DataSize.ofKilobytes(1), Path.of("/etc/ssl/ours.pem"), null));
        assertThat(bind(Map.of("transport.ssl-bundle", "ours")).sslBundle()).isEqualTo("ours");
    }

    @ParameterizedTest
    @CsvSource({ "connections, 0, transport.connections is '0'; it needs to be a number from 1 to 256",
            "connections, 257, transport.connections is '257'",
            "connect-timeout, 0s, transport.connect-timeout is 'PT0S'",
            "read-timeout, -1s, transport.read-timeout is 'PT-1S'", "retries, 21, transport.retries is '21'",
            "retry-wait, 0ms, transport.retry-wait is 'PT0S'", "max-wait, 0s, transport.max-wait is 'PT0S'",
            "requests-per-second, 0, transport.requests-per-second is '0'; it needs to be a number from 1 on",
            "bandwidth, 1023B, transport.bandwidth is '1023B'; it needs to be a size of at least 1KB" })
    void refuseValuesOutOfRange(String name, String value, String message) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("transport." + name, value)))
            .havingRootCause()
            .withMessageStartingWith(message);
    }

    private static TransportProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("transport",
                TransportProperties.class);
    }

}
