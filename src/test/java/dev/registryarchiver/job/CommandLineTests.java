package dev.registryarchiver.job;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandLineTests {

    @Test
    void archivesWhenNoCommandIsGiven() {
        CommandLine line = CommandLine.of("--registry.url=x", "--debug");

        assertThat(line.command()).isEqualTo(Command.ARCHIVE);
        assertThat(line.properties()).containsExactly("--registry.url=x", "--debug");
        assertThat(line.version()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "archive,ARCHIVE", "retry,RETRY", "list,LIST", "verify,VERIFY", "help,HELP", "--help,HELP",
            "-h,HELP" })
    void knowsTheCommands(String word, Command command) {
        assertThat(CommandLine.of("--registry.url=x", word).command()).isEqualTo(command);
    }

    @Test
    void helpGoesBeforeTheCommand() {
        CommandLine line = CommandLine.of("retry", "--help");

        assertThat(line.command()).isEqualTo(Command.HELP);
        assertThat(line.operands()).containsExactly("retry");
    }

    @ParameterizedTest
    @ValueSource(strings = { "--quiet", "-q" })
    void quietNeedsNoValue(String option) {
        assertThat(CommandLine.of("retry", option).properties()).containsExactly("--quiet=true");
    }

    @Test
    void unpackingNeedsNoValue() {
        assertThat(CommandLine.of("verify", "--verify.diff-ids").properties())
            .containsExactly("--verify.diff-ids=true");
    }

    @Test
    void verifiesNoneOrAnyNumberOfArchives() {
        assertThat(CommandLine.of("verify").operands()).isEmpty();
        assertThat(CommandLine.of("verify", "a.tar", "b.tar").operands()).containsExactly("a.tar", "b.tar");
    }

    @ParameterizedTest
    @ValueSource(strings = { "--version", "-V" })
    void versionIsAskedFor(String option) {
        assertThat(CommandLine.of(option).version()).isTrue();
    }

    @Test
    void unknownCommandIsShownWithoutItsControlCharacters() {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> CommandLine.of("lis\u001b[31mt"))
            .withMessageStartingWith("'lis?[31mt' is not a command");
    }

}
