package dev.registryarchiver.image;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MediaTypesTests {

    @ParameterizedTest
    @CsvSource({ "application/json; charset=utf-8, application/json", "' Text/Plain ', text/plain", "'', ''",
            "';x', ''" })
    void dropsParametersAndCase(String written, String simple) {
        assertThat(MediaTypes.simplify(written)).isEqualTo(simple);
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar+gzip",
            "application/vnd.oci.image.layer.v1.tar+zstd", "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.diff.tar", "application/vnd.docker.image.rootfs.diff.tar.gzip",
            "application/vnd.docker.image.rootfs.diff.tar.zstd",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip" })
    void knowsLayers(String mediaType) {
        assertThat(MediaTypes.isLayer(mediaType)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "application/vnd.dev.cosign.simplesigning.v1+json", "application/vnd.in-toto+json",
            "application/vnd.oci.image.layer.v1.tarball", "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            "application/octet-stream", "text/spdx" })
    void knowsWhatIsNoLayer(String mediaType) {
        assertThat(MediaTypes.isLayer(mediaType)).isFalse();
        assertThat(MediaTypes.isForeignLayer(mediaType)).isFalse();
        assertThat(MediaTypes.isEncryptedLayer(mediaType)).isFalse();
        assertThat(MediaTypes.isZstdLayer(mediaType)).isFalse();
    }

    @Test
    void tellsSpecialLayersApart() {
        assertThat(MediaTypes.isForeignLayer("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")).isTrue();
        assertThat(MediaTypes.isForeignLayer("application/vnd.oci.image.layer.nondistributable.v1.tar")).isTrue();
        assertThat(MediaTypes.isForeignLayer("application/vnd.oci.image.layer.v1.tar")).isFalse();
        assertThat(MediaTypes.isEncryptedLayer("application/vnd.oci.image.layer.v1.tar+encrypted")).isTrue();
        assertThat(MediaTypes.isEncryptedLayer("application/vnd.oci.image.layer.v1.tar+gzip")).isFalse();
        assertThat(MediaTypes.isZstdLayer("application/vnd.oci.image.layer.v1.tar+zstd")).isTrue();
        assertThat(MediaTypes.isZstdLayer("application/vnd.oci.image.layer.v1.tar+gzip")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({ "application/vnd.oci.image.config.v1+json, true",
            "application/vnd.docker.container.image.v1+json, true", "application/octet-stream, true", "text/html, true",
            "'', true", "application/vnd.oci.empty.v1+json, false", "application/vnd.cncf.helm.config.v1+json, false",
            "application/vnd.docker.plugin.v1+json, false", "application/vnd.buildkit.cacheconfig.v0, false",
            "application/vnd.wasm.config.v0+json, false" })
    void knowsConfigsOfImages(String mediaType, boolean image) {
        assertThat(MediaTypes.isImageConfig(mediaType)).isEqualTo(image);
    }

}
