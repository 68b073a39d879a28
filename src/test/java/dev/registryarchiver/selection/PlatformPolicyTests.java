package dev.registryarchiver.selection;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;

import static org.assertj.core.api.Assertions.assertThat;

class PlatformPolicyTests {

    @ParameterizedTest(name = "{0}: want {1} of {2}")
    @CsvSource({ "M10, linux/amd64, linux/amd64 linux/arm64/v8, linux/amd64",
            "M12, linux/arm/v7, linux/arm/v6 linux/arm/v7, linux/arm/v7 linux/arm/v6",
            "M12, linux/arm/v8, linux/arm/v6 linux/arm/v7, linux/arm/v7 linux/arm/v6",
            "M12, linux/arm/v6, linux/arm/v7 linux/arm/v5, linux/arm/v5", "M12, linux/arm/v7, linux/arm/v4, ''",
            "M12, linux/arm, linux/arm/v6 linux/arm/v8 linux/arm/v7, linux/arm/v7 linux/arm/v6",
            "M13, linux/arm64/v8, linux/arm64, linux/arm64", "M13, linux/arm64, linux/arm64/v8, linux/arm64",
            "M13, linux/arm64/v9, linux/arm64 linux/arm64/v8.2, linux/arm64/v8.2 linux/arm64",
            "arm64 is not arm, linux/arm64, linux/arm/v7, ''", "amd64, linux/amd64, linux/amd64/v2, ''",
            "amd64, linux/amd64/v3, linux/amd64/v4 linux/amd64 linux/amd64/v2, linux/amd64/v2 linux/amd64",
            "names, linux/x86_64, linux/i386 linux/amd64/v1, linux/amd64", "os, linux/amd64, windows/amd64, ''",
            "other variants, linux/mips64le/hardfloat, linux/mips64le/softfloat linux/mips64le/hardfloat, linux/mips64le/hardfloat" })
    void findsWhatRunsOnThePlatformBestFirst(String id, String wanted, String offered, String expected) {
        List<Descriptor> entries = Arrays.stream(offered.split(" ")).map((each) -> entry(Platform.of(each))).toList();

        List<Descriptor> candidates = PlatformPolicy.candidates(entries, PlatformChoice.of(wanted));

        assertThat(candidates).extracting((entry) -> String.valueOf(entry.platform()))
            .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @Test
    void neverTakesAttestationsM10M11() {
        Descriptor unknown = entry(new Platform("unknown", "unknown", "", ""));
        Descriptor annotated = entry(Platform.LINUX_AMD64, "vnd.docker.reference.type", "attestation-manifest");
        Descriptor artifact = new Descriptor(MediaTypes.OCI_MANIFEST, digest(), 1, Map.of(), Platform.LINUX_AMD64,
                "application/spdx", List.of(), "");

        assertThat(candidates(unknown, annotated, artifact)).isEmpty();
        assertThat(PlatformPolicy.candidates(List.of(unknown, annotated, artifact), PlatformChoice.ALL)).isEmpty();
    }

    @Test
    void takesTheFirstOfEqualsM14() {
        Descriptor first = entry(Platform.LINUX_AMD64);
        Descriptor second = entry(Platform.LINUX_AMD64);

        assertThat(candidates(first, second)).containsExactly(first, second);
    }

    @Test
    void takesTheHighestVersionOfWindowsM15() {
        Descriptor old = entry(new Platform("windows", "amd64", "", "10.0.17763.6293"));
        Descriptor current = entry(new Platform("windows", "amd64", "", "10.0.20348.2700"));
        Descriptor older = entry(new Platform("windows", "amd64", "", "10.0.9999.1"));

        List<Descriptor> candidates = PlatformPolicy.candidates(List.of(old, current, older),
                PlatformChoice.of("windows/amd64"));

        assertThat(candidates).containsExactly(current, old, older);
    }

    @Test
    void takesEntryWithoutPlatformAsLastResortM16() {
        Descriptor silent = entry(null);
        Descriptor empty = entry(new Platform("", "", "", ""));
        Descriptor matching = entry(Platform.LINUX_AMD64);

        assertThat(candidates(silent, empty, matching)).containsExactly(matching, silent, empty);
    }

    @Test
    void prefersGzipToItsZstdTwin() {
        Descriptor zstd = entry(Platform.LINUX_AMD64, "io.github.containers.compression.zstd", "true");
        Descriptor gzip = entry(Platform.LINUX_AMD64);

        assertThat(candidates(zstd, gzip)).containsExactly(gzip, zstd);
    }

    @Test
    void ignoresEntriesOfUnknownTypeM29() {
        Descriptor strange = new Descriptor("application/vnd.example.thing", digest(), 1, Map.of(),
                Platform.LINUX_AMD64, "", List.of(), "");

        assertThat(candidates(strange)).isEmpty();
    }

    @Test
    void takesSameDigestOnce() {
        Descriptor entry = entry(Platform.LINUX_AMD64);

        assertThat(candidates(entry, entry)).containsExactly(entry);
    }

    @Test
    void putsLinuxAmd64FirstWhenAllPlatformsAreWanted() {
        Descriptor arm = entry(Platform.of("linux/arm64"));
        Descriptor windows = entry(Platform.of("windows/amd64"));
        Descriptor amd = entry(Platform.LINUX_AMD64);

        assertThat(PlatformPolicy.candidates(List.of(arm, windows, amd), PlatformChoice.ALL)).containsExactly(amd, arm,
                windows);
    }

    private static List<Descriptor> candidates(Descriptor... entries) {
        return PlatformPolicy.candidates(List.of(entries), PlatformChoice.of("linux/amd64"));
    }

    private static Descriptor entry(@Nullable Platform platform, String... annotation) {
        Map<String, String> annotations = (annotation.length == 2) ? Map.of(annotation[0], annotation[1]) : Map.of();
        return new Descriptor(MediaTypes.OCI_MANIFEST, digest(), 1, annotations, platform, "", List.of(), "");
    }

    private static Digest digest() {
        return TestDigests.next();
    }

}
