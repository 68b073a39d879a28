package dev.registryarchiver.image;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DigestTests {

    private static final String EMPTY_JSON = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    @Test
    void parsesAndPrintsSha256AndSha512() {
        String sha512 = "sha512:" + "0f".repeat(64);

        assertThat(Digest.of(EMPTY_JSON)).hasToString(EMPTY_JSON);
        assertThat(Digest.of(sha512)).hasToString(sha512);
        assertThat(Digest.of(EMPTY_JSON).abbreviated()).isEqualTo("44136fa355b3");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({ "M25 upper case, sha256:ABC6FA355B3678A1146AD16F7E8649E94FB4FC21FE77E8310C060F61CAAFF8AA",
            "M25 path, sha256:../../x", "M25 md5, md5:d41d8cd98f00b204e9800998ecf8427e",
            "M25 63 digits, sha256:4136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "65 digits, sha256:044136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "sha512 with 64 digits, sha512:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
            "no algorithm, 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "nothing, ''",
            "only a colon, ':'" })
    void refusesWhatIsNoDigest(String id, String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of(value)).withMessageContaining("igest");
    }

    @Test
    void saysWhichDigestIsWrongAndHowItShouldLook() {
        assertThatIllegalArgumentException().isThrownBy(() -> Digest.of("sha256:12\u001b[31m"))
            .withMessage("'sha256:12?[31m' is not a digest; sha256 needs 64 lowercase hex digits");
    }

    @Test
    void computesAndChecks() {
        byte[] content = "{}".getBytes(StandardCharsets.UTF_8);

        assertThat(Digest.sha256(content)).isEqualTo(Digest.of(EMPTY_JSON));
        assertThat(Digest.of(EMPTY_JSON).matches(content)).isTrue();
        assertThat(Digest.of(EMPTY_JSON).matches("{ }".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void checksWithItsOwnAlgorithm() {
        byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
        Digest empty = Digest.of("sha512:" + "0".repeat(128));

        Digest computed = Digest.from("sha512", empty.newMessageDigest().digest(content));

        assertThat(computed.matches(content)).isTrue();
        assertThat(empty.matches(content)).isFalse();
    }

}
