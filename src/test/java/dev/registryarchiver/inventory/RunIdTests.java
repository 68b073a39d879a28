package dev.registryarchiver.inventory;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RunIdTests {

    @Test
    void readsWhatItPrints() {
        RunId run = new RunId(Instant.parse("2026-01-02T03:04:05.006Z"));

        assertThat(run).hasToString("20260102T030405.006Z");
        assertThat(RunId.of(run.toString())).isEqualTo(run);
    }

    @Test
    void comesInOrderOfTime() {
        assertThat(RunId.of("20260102T030405.006Z")).isLessThan(RunId.of("20260102T030405.007Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "latest", "2026-01-02T03:04:05Z", "20260102T030405Z", "20261302T030405.006Z" })
    void refusesWhatIsNoRun(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> RunId.of(value))
            .withMessage("'%s' is not a run; runs look like 20260102T030405.006Z", value);
    }

}
