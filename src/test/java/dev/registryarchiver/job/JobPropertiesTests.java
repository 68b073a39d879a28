package dev.registryarchiver.job;

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

class JobPropertiesTests {

    @Test
    void defaults() {
        assertThat(bind(Map.of()))
            .isEqualTo(new JobProperties(8, Duration.ofHours(12), null, Duration.ofSeconds(20), null, 30));
    }

    @Test
    void allProperties() {
        assertThat(bind(Map.of("job.lanes", "256", "job.resume-within", "0", "job.deadline", "6h", "job.grace", "2m",
                "job.shard", "1/3", "job.keep-runs", "2")))
            .isEqualTo(new JobProperties(256, Duration.ZERO, Duration.ofHours(6), Duration.ofMinutes(2), "1/3", 2));
    }

    @ParameterizedTest
    @CsvSource({ "lanes,0", "lanes,257", "resume-within,-1s", "grace,-1s", "shard,3/3", "keep-runs,1" })
    void saysWhichPropertyIsWrong(String name, String value) {
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(Map.of("job." + name, value)))
            .havingRootCause()
            .isInstanceOf(IllegalArgumentException.class)
            .withMessageStartingWith("job." + name + " is '");
    }

    private static JobProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("job", JobProperties.class);
    }

}
