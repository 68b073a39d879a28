package dev.registryarchiver.image;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class RepositoryNameTests {

    @ParameterizedTest
    @ValueSource(strings = { "a", "team/app", "0/1/2/3", "a.b", "a_b", "a__b", "a-b", "a---b", "library/hello-world" })
    void acceptsTheGrammarOfTheSpecification(String value) {
        assertThat(RepositoryName.isValid(value)).isTrue();
        assertThat(RepositoryName.of(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "A", "team/App", "/a", "a/", "a//b", "a/../b", "..", "../x", "a.-b", "a___b", "-a",
            "a-", "_a", "a_", ".a", "a.", "a b", "a\\b", "a%2fb", "a:b", "a\nb", "a\u001b[31m", "a\u202eb", "ä" })
    void refusesEverythingElse(String value) {
        assertThat(RepositoryName.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> RepositoryName.of(value))
            .withMessageContaining("is not a repository name")
            .withMessageNotContainingAny("\n", "\u001b", "\u202e");
    }

    @Test
    void acceptsNamesUpToTheLimit() {
        assertThatNoException().isThrownBy(() -> RepositoryName.of("a".repeat(255)));
        assertThatIllegalArgumentException().isThrownBy(() -> RepositoryName.of("a".repeat(256)));
    }

    @Test
    void refusesHostileNameQuickly() {
        String hostile = "a-".repeat(127) + "!";

        boolean valid = assertTimeoutPreemptively(Duration.ofSeconds(2), () -> RepositoryName.isValid(hostile));

        assertThat(valid).isFalse();
    }

}
