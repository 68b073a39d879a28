package dev.registryarchiver.auth;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BearerTokenTests {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    // Renewed 10 % of its life, but at least five seconds, before it expires.
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            T1;  {"token":"t"};                                                                   54
            T2;  {"access_token":"t","expires_in":900};                                           810
            T6;  {"token":"t","expires_in":5};                                                    54
            T6;  {"token":"t","expires_in":0};                                                    54
            T6;  {"token":"t","expires_in":-1};                                                   54
            T7;  {"token":"t","expires_in":"300"};                                                270
            T7;  {"token":"t","expires_in":300.0};                                                270
            T7;  {"token":"t","expires_in":1e3};                                                  900
            T7;  {"token":"t","expires_in":null};                                                 54
            T7;  {"token":"t","expires_in":99999999999999};                                       38880
            T7;  {"token":"t","expires_in":1e999};                                                38880
            T7;  {"token":"t","expires_in":"soon"};                                               54
            T7;  {"token":"t","expires_in":"NaN"};                                                54
            T7;  {"token":"t","expires_in":[300]};                                                54
            T8;  {"token":"t","expires_in":300,"issued_at":"2026-01-02T03:14:05Z"};               270
            T9;  {"token":"t","expires_in":300,"issued_at":"2026-01-02T02:04:05Z"};               270
            T9;  {"token":"t","expires_in":300,"issued_at":"2026-01-02T02:59:30Z"};               270
            T10; {"token":"t","expires_in":300,"issued_at":"1457510670"};                         270
            T10; {"token":"t","expires_in":300,"issued_at":1457510670};                           270
            T10; {"token":"t","expires_in":300,"issued_at":""};                                   270
            T10; {"token":"t","expires_in":300,"issued_at":"0001-01-01T00:00:00Z"};               270
            age; {"token":"t","expires_in":300,"issued_at":"2026-01-02T12:03:05+09:00"};          210
            """)
    void knowsWhenToBeRenewed(String vector, String answer, long seconds) {
        BearerToken token = parse(answer);

        assertThat(token.value()).isEqualTo("t");
        assertThat(token.renewal()).isEqualTo(NOW.plusSeconds(seconds));
        assertThat(token.isUsableAt(NOW.plusSeconds(seconds - 1))).isTrue();
        assertThat(token.isUsableAt(NOW.plusSeconds(seconds))).isFalse();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            T3; {"token":"a","access_token":"b"}; a
            T3; {"access_token":"b","token":"a"}; a
            T4; {"token":"","access_token":"b"};  b
            T4; {"token":null,"access_token":"b"}; b
            """)
    void choosesAlwaysTheSameToken(String vector, String answer, String value) {
        assertThat(parse(answer).value()).isEqualTo(value);
    }

    @ParameterizedTest(name = "T5 {0}")
    @ValueSource(strings = { "{}", "{\"token\":null}", "[]", "\"\"", "<html>secret</html>", "", "{\"token\":5}" })
    void refusesAnswerWithoutToken(String answer) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(answer))
            .withMessageMatching("holds no token|is not JSON")
            .withNoCause();
    }

    @ParameterizedTest(name = "T11 {0}")
    @ValueSource(strings = { "t\\r\\nX: y", "t t", "t\\u00e9", "t\\u0000", "t\\u007f" })
    void refusesTokenThatFitsNoHeader(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse("{\"token\":\"" + value + "\"}"))
            .withMessageContaining("cannot be sent");
    }

    @Test
    void acceptsThirtyTwoKibibytesAndNoMore() {
        String longest = "t".repeat(32 * 1024);

        assertThat(parse("{\"token\":\"" + longest + "\"}").value()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> parse("{\"token\":\"" + longest + "t\"}"))
            .withMessageContaining("cannot be sent");
    }

    private static BearerToken parse(String answer) {
        return BearerToken.parse(answer.getBytes(StandardCharsets.UTF_8), NOW);
    }

}
