package dev.registryarchiver.job;

import java.io.EOFException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.registryarchiver.inventory.FailureClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class FailuresTests {

    @ParameterizedTest
    @CsvSource({ "90020,STATE_IN_USE,Another process holds the job state",
            "90030,CANNOT_GO_ON,The job state is damaged",
            "90048,WRONG_CONFIGURATION,The job state was written by a newer version",
            "90098,CANNOT_GO_ON,The job state cannot be used (no words)" })
    void stateIsJudgedByTheCodeOfTheDatabase(int code, ExitCode exitCode, String sentence) {
        Throwable failure = new IllegalStateException("wrapped", new SQLException("no words", "", code));

        assertThat(Failures.exitCode(failure)).isEqualTo(exitCode);
        assertThat(Failures.sentence(failure)).startsWith(sentence);
        assertThat(Failures.concernsEveryRepository(failure)).isTrue();
    }

    @Test
    void stateThatEndsEarlyIsDamaged() {
        Throwable failure = new SQLException("IO", "", 90028, new IOException(new EOFException()));

        assertThat(Failures.sentence(failure)).startsWith("The job state is damaged");
    }

    @Test
    void whatSpringWrapsIsUnwrapped() {
        Throwable failure = catchThrowable(
                () -> new Binder(new MapConfigurationPropertySource(Map.of("job.lanes", "0"))).bind("job",
                        JobProperties.class));

        assertThat(Failures.sentence(failure)).isEqualTo("job.lanes is '0'; it needs to be a number from 1 to 256");
        assertThat(Failures.exitCode(failure)).isEqualTo(ExitCode.WRONG_CONFIGURATION);
    }

    @Test
    void defectIsCalledOneAndStaysOnOneLine() {
        Throwable failure = new IllegalStateException("impossible\nyet true");

        assertThat(Failures.sentence(failure)).startsWith("Internal error (IllegalStateException: impossible")
            .contains("--debug")
            .doesNotContain("\n");
        assertThat(Failures.exitCode(failure)).isEqualTo(ExitCode.CANNOT_GO_ON);
        assertThat(Failures.classify(failure)).isEqualTo(FailureClass.INTERNAL);
        assertThat(Failures.concernsEveryRepository(failure)).isFalse();
    }

}
