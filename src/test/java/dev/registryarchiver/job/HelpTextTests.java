package dev.registryarchiver.job;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HelpTextTests {

    private static final int SCREEN_LINES = 50;

    private static final int SCREEN_COLUMNS = 120;

    private static final PropertyCatalog PROPERTIES = new PropertyCatalog();

    @Test
    void overviewFitsAScreenAndNamesEveryCommandAndExitCode() {
        String text = help();

        assertThat(text.lines()).hasSizeLessThanOrEqualTo(SCREEN_LINES)
            .allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(SCREEN_COLUMNS).doesNotEndWith(" "));
        assertThat(Command.words()).allSatisfy((word) -> assertThat(text).containsPattern("(?m)^  " + word + " "));
        for (ExitCode exitCode : ExitCode.values()) {
            assertThat(text).containsPattern("\\b" + exitCode.code() + "\\b");
        }
        assertThat(text).contains("--registry.url", "--archive.directory", "archives");
    }

    @ParameterizedTest
    @EnumSource
    void everyCommandTellsWhatItDoesWithPropertiesThatExistAndAnExampleThatParses(Command command) {
        String text = help(command.word());

        assertThat(text).startsWith("Usage: java -jar registry-archiver.jar " + command.usage());
        assertThat(text.lines())
            .allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(SCREEN_COLUMNS).doesNotEndWith(" "));
        assertThat(command.description()).hasSizeGreaterThan(50);
        assertThat(command.properties()).allSatisfy(
                (section) -> assertThat(PROPERTIES.properties()).anyMatch((property) -> property.isIn(section)));
        assertThat(CommandLine.of(command.example().replaceFirst(" > .*", "").split(" ")).command()).isEqualTo(command);
    }

    @Test
    void allPropertiesAreToldOnDemand() {
        String text = help("properties");

        assertThat(PROPERTIES.properties()).hasSizeGreaterThan(20)
            .allSatisfy((property) -> assertThat(text).contains(" --" + property.name() + " "));
    }

    @Test
    void misspeltTopicGetsASuggestion() {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> help("retri"))
            .withMessageContaining("did you mean 'retry'?");
    }

    @Test
    void helpOfACommandNeedsNoRegistry() {
        ProgramRun run = ProgramRun.bare("list", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).startsWith("Usage: ").contains("list");
        assertThat(run.errors()).isEmpty();
    }

    @Test
    void commandThatCannotPrintAFormatSaysSo() {
        ProgramRun run = ProgramRun.bare("archive", "--registry.url=http://localhost:1", "--output=csv");

        assertThat(run.exitCode()).isEqualTo(ExitCode.WRONG_CONFIGURATION.code());
        assertThat(run.errors()).contains("output is 'csv'; 'archive' prints only text or json.");
    }

    private static String help(String... topic) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new HelpText(PROPERTIES, new PrintStream(output, true, StandardCharsets.UTF_8)).print(List.of(topic));
        return output.toString(StandardCharsets.UTF_8);
    }

}
