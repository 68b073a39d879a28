package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

class TagTests {

    @ParameterizedTest
    @ValueSource(strings = { "latest", "1.10.0", "V1", "_x", "1.0-rc.1", "a..b", "v1." })
    void acceptsTheGrammarOfTheSpecification(String value) {
        assertThat(Tag.isValid(value)).isTrue();
        assertThat(Tag.of(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".a", "-a", "a b", "a/b", "a:b", "sha256:abc", "a\n", "a\u001b[31m", "é" })
    void refusesEverythingElse(String value) {
        assertThat(Tag.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Tag.of(value))
            .withMessageContaining("is not a tag")
            .withMessageNotContainingAny("\n", "\u001b");
    }

    @Test
    void acceptsTagsUpToTheLimit() {
        assertThatNoException().isThrownBy(() -> Tag.of("a".repeat(128)));
        assertThatIllegalArgumentException().isThrownBy(() -> Tag.of("a".repeat(129)));
    }

    @Test
    void keepsTagsApartThatDifferInCase() {
        assertThat(Tag.of("V1")).isNotEqualTo(Tag.of("v1"));
    }

}
