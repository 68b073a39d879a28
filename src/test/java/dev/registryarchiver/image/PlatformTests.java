package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlatformTests {

    @ParameterizedTest
    @CsvSource({ "linux/amd64, linux/amd64", "Linux/X86_64, linux/amd64", "linux/x86-64, linux/amd64",
            "linux/amd64/v1, linux/amd64", "linux/amd64/v3, linux/amd64/v3", "linux/aarch64, linux/arm64",
            "linux/arm64/v8, linux/arm64", "linux/arm64/8, linux/arm64", "linux/arm64/v9, linux/arm64/v9",
            "linux/arm, linux/arm/v7", "linux/arm/6, linux/arm/v6", "linux/armhf, linux/arm/v7",
            "linux/armel, linux/arm/v6", "linux/i386, linux/386", "macos/arm64, darwin/arm64",
            "windows/amd64, windows/amd64", "' linux/s390x ', linux/s390x" })
    void normalisesNames(String written, String platform) {
        assertThat(Platform.of(written)).hasToString(platform);
        assertThat(Platform.of(written)).isEqualTo(Platform.of(platform));
    }

    @ParameterizedTest
    @ValueSource(
            strings = { "", "linux", "linux/", "/amd64", "linux/arm/v7/x", "linux amd64", "linux/amd64,linux/arm64" })
    void refusesWhatIsNoPlatform(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Platform.of(value))
            .withMessageContaining("is not a platform; use os/architecture[/variant], such as linux/amd64");
    }

    @Test
    void knowsWhenADocumentSaysNothing() {
        assertThat(Platform.from(null, null, null, null).isUnknown()).isTrue();
        assertThat(Platform.from("linux", null, null, null).isUnknown()).isTrue();
        assertThat(Platform.from("unknown", "unknown", null, null).isUnknown()).isTrue();
        assertThat(Platform.LINUX_AMD64.isUnknown()).isFalse();
    }

}
