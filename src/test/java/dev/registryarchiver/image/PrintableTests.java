package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PrintableTests {

    @Test
    void leavesVisibleTextAlone() {
        assertThat(Printable.of("team/app: größer als 好 😀")).isEqualTo("team/app: größer als 好 😀");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({ "escape sequence, 001b", "line feed, 000a", "carriage return, 000d", "null, 0000", "delete, 007f",
            "C1 control, 009b", "right-to-left override, 202e", "zero width space, 200b", "line separator, 2028",
            "paragraph separator, 2029", "private use, e000", "lone surrogate, d800", "byte order mark, feff" })
    void replacesWhatIsNotVisible(String what, String codePoint) {
        char hidden = (char) Integer.parseInt(codePoint, 16);

        assertThat(Printable.of("a" + hidden + "b")).isEqualTo("a?b");
    }

    @Test
    void boundsTheLength() {
        assertThat(Printable.of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Printable.of("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
        assertThat(Printable.of("😀".repeat(201))).isEqualTo("😀".repeat(200) + "…");
    }

}
