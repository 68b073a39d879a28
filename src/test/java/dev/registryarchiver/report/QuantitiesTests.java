package dev.registryarchiver.report;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class QuantitiesTests {

    @ParameterizedTest
    @CsvSource({ "PT0S,0.0 s", "PT0.44S,0.4 s", "PT9.9S,9.9 s", "PT10S,10 s", "PT59.9S,59 s", "PT60S,1 min 0 s",
            "PT59M59S,59 min 59 s", "PT1H,1 h 0 min", "PT26H5M,26 h 5 min" })
    void durationsHaveTwoUnits(Duration duration, String expected) {
        assertThat(Quantities.duration(duration)).isEqualTo(expected);
    }

    @Test
    void countsAgreeWithTheirNouns() {
        assertThat(Quantities.count(0, "repository", "repositories")).isEqualTo("0 repositories");
        assertThat(Quantities.count(1, "repository", "repositories")).isEqualTo("1 repository");
        assertThat(Quantities.count(2, "repository", "repositories")).isEqualTo("2 repositories");
    }

}
