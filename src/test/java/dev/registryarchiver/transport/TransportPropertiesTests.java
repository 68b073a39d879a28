package dev.registryarchiver.transport;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TransportPropertiesTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of())).isEqualTo(new TransportProperties(8, Duration.ofSeconds(10), Duration.ofSeconds(60),
                5, Duration.ofMillis(500), Duration.ofSeconds(60)));
    }

    @Test
    void allProperties() {
        assertThat(
                bind(Map.of("transport.connections", "256", "transport.connect-timeout", "1s", "transport.read-timeout",
                        "2s", "transport.retries", "20", "transport.retry-wait", "3ms", "transport.max-wait", "4m")))
            .isEqualTo(new TransportProperties(256, Duration.ofSeconds(1), Duration.ofSeconds(2), 20,
                    Duration.ofMillis(3), Duration.ofMinutes(4)));
    }

    @ParameterizedTest
    @CsvSource({ "connections,0", "connections,257", "connect-timeout,0", "read-timeout,-1s", "retries,-1",
            "retries,21", "retry-wait,0", "max-wait,0" })
    void saysWhichPropertyIsWrong(String name, String value) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("transport." + name, value)))
            .havingRootCause()
            .isInstanceOf(IllegalArgumentException.class)
            .withMessageStartingWith("transport." + name + " is '");
    }

    private static TransportProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("transport",
                TransportProperties.class);
    }

}
