package dev.registryarchiver.job;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SuggestionTests {

    private static final List<String> KNOWN = List.of("archive", "retry", "list", "job.lanes", "job.grace");

    @ParameterizedTest
    @CsvSource({ "archve,archive", "lst,list", "reetry,retry", "job.lane,job.lanes", "job.grac,job.grace" })
    void namesTheNearest(String word, String meant) {
        assertThat(Suggestion.among(KNOWN, word)).isEqualTo("; did you mean '%s'?", meant);
    }

    @ParameterizedTest
    @CsvSource({ "xyzzy", "a", "l", "registry.url" })
    void isSilentWhenNothingIsNear(String word) {
        assertThat(Suggestion.among(KNOWN, word)).isEqualTo(".");
    }

}
