package dev.registryarchiver.selection;

import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CreatedParserTests {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({ "K1, 2024-01-02T03:04:05Z, 2024-01-02T03:04:05Z", "K1, 2024-01-02T03:04:05.1Z, 2024-01-02T03:04:05.1Z",
            "K1, 2024-01-02T03:04:05.123456789Z, 2024-01-02T03:04:05.123456789Z",
            "K2, 2024-01-02T03:04:05.1234567Z, 2024-01-02T03:04:05.1234567Z",
            "K2, 2024-01-02T03:04:05.123456789999Z, 2024-01-02T03:04:05.123456789Z",
            "K3, 2024-01-02T12:04:05+09:00, 2024-01-02T03:04:05Z",
            "K3, 2024-01-01T21:34:05-05:30, 2024-01-02T03:04:05Z", "K3, 2024-01-02T12:04:05+0900, 2024-01-02T03:04:05Z",
            "K3, 2024-01-02T12:04:05+09, 2024-01-02T03:04:05Z", "K3, 2024-01-02T03:04:05-00:00, 2024-01-02T03:04:05Z",
            "K4, 2024-01-02t03:04:05z, 2024-01-02T03:04:05Z", "K4, 2024-01-02 03:04:05Z, 2024-01-02T03:04:05Z",
            "K4, 2024-01-02 03:04:05 +0000, 2024-01-02T03:04:05Z",
            "K4, ' 2024-01-02T03:04:05Z\n', 2024-01-02T03:04:05Z", "K5, 2024-01-02T03:04:05, 2024-01-02T03:04:05Z",
            "K6, 2024-01-02T23:59:60Z, 2024-01-02T23:59:59.999999999Z",
            "K6, 2016-12-31T23:59:60.5Z, 2016-12-31T23:59:59.999999999Z",
            "K8, 0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z", "K8, 1970-01-01T00:00:01Z, 1970-01-01T00:00:01Z" })
    void readsDatesAsTheyAreWritten(String id, String text, Instant instant) {
        assertThat(CreatedParser.parse(text)).hasValue(instant);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({ "K7, ''", "K7,", "K7, null", "K7, 1704164645", "K7, 2023-02-29T00:00:00Z", "K7, 2024-04-31T00:00:00Z",
            "K7, 0000-00-00T00:00:00Z", "K7, 0000-01-01T00:00:00Z", "K7, +292278994-08-17T07:12:55.807Z",
            "K7, 10000-01-01T00:00:00Z", "K7, 2024-01-02", "K7, 2024-13-02T00:00:00Z", "K7, 2024-01-02T24:00:00Z",
            "K7, 2024-01-02T03:04:61Z", "K7, 2024-01-02T03:04:05.Z", "K7, 2024-01-02T03:04:05+25:00",
            "K7, 2024-01-02T03:04:05+09:99", "K7, 2024-01-02T03:04:05UTC", "K7, '٢٠٢٤-01-02T03:04:05Z'",
            "K7, 'Tue, 02 Jan 2024 03:04:05 GMT'" })
    void knowsWhatIsNoDate(String id, @Nullable String text) {
        assertThat(CreatedParser.parse(text)).isEmpty();
    }

    @Test
    void looksAtNoMoreThanTheLimitK14() {
        String longest = "2024-01-02T03:04:05." + "1".repeat(CreatedParser.MAX_LENGTH - 21) + "Z";

        assertThat(CreatedParser.parse(longest)).isPresent();
        assertThat(CreatedParser.parse(longest.replace("Z", "1Z"))).isEmpty();
        assertThat(CreatedParser.parse("1".repeat(1 << 20))).isEmpty();
    }

}
