package dev.registryarchiver.report;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.report.ListedRepository.State;

import static org.assertj.core.api.Assertions.assertThat;

class CsvListTests {

    @ParameterizedTest
    @ValueSource(strings = { "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1" })
    void textThatSpreadsheetsTakeForAFormulaIsMadeHarmless(String text) {
        String csv = print(ListedRepository.without(RepositoryName.of("team/app"), State.FAILED, text));

        assertThat(csv.substring(csv.indexOf('\n') + 1)).contains("'" + text).startsWith("team/app,FAILED,");
    }

    @Test
    void separatorsQuotesAndLinesStayInTheirField() {
        String csv = print(new ListedRepository(RepositoryName.of("a"), State.NOTHING_TO_SAVE,
                "say \"no\", please\nnow", List.of(), "", Map.of("x", "y"), List.of("one", "two")));

        assertThat(csv).contains(",\"say \"\"no\"\", please\nnow\",").contains("x: y", "one; two");
    }

    @Test
    void listOfNothingStillHasItsHeader() {
        assertThat(print()).startsWith("repository,state,tag,tags,digest,");
    }

    private static String print(ListedRepository... repositories) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(output, true, StandardCharsets.UTF_8);
        ListPrinter printer = ListPrinter.csv(stream, new PrintStream(PrintStream.nullOutputStream()));
        List.of(repositories).forEach(printer::print);
        printer.print(ListTotals.NONE);
        return output.toString(StandardCharsets.UTF_8);
    }

}
