package dev.registryarchiver.image;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageDocumentsTests {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static final String CONFIG = descriptor(MediaTypes.OCI_CONFIG, "7");

    private static final String LAYER = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", "9");

    private static final String MANIFEST = "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}".formatted(CONFIG,
            LAYER);

    private static final String INDEX = "{\"schemaVersion\":2,\"manifests\":[%s]}"
        .formatted(descriptor(MediaTypes.OCI_MANIFEST, "5"));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({ "M1 without mediaType, application/vnd.oci.image.manifest.v1+json",
            "M2 with a parameter, application/vnd.oci.image.manifest.v1+json; charset=utf-8",
            "upper case, Application/vnd.oci.image.MANIFEST.v1+json" })
    void readsManifestByContentType(String id, String contentType) {
        Manifest manifest = read(contentType, MANIFEST);

        assertThat(manifest).isInstanceOfSatisfying(ImageManifest.class, (image) -> {
            assertThat(image.descriptor().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
            assertThat(image.descriptor().matches(bytes(MANIFEST))).isTrue();
            assertThat(image.content()).isEqualTo(bytes(MANIFEST));
            assertThat(image.config().size()).isEqualTo(7);
            assertThat(image.layers()).hasSize(1);
            assertThat(image.whyNotAnImage()).isEmpty();
        });
    }

    @ParameterizedTest(name = "M3 {0}")
    @ValueSource(strings = { "text/plain", "application/json", "application/octet-stream", "" })
    void believesTheBodyWhereTheContentTypeIsGeneric(String contentType) {
        String docker = MANIFEST.replace("{\"schemaVersion\":2",
                "{\"schemaVersion\":2,\"mediaType\":\"%s\"".formatted(MediaTypes.DOCKER_MANIFEST));

        assertThat(read(contentType, docker).descriptor().mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(read(contentType, MANIFEST).descriptor().mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(read(contentType, INDEX)).isInstanceOf(ImageIndex.class);
    }

    @Test
    void refusesManifestThatCallsItselfAnIndexM4() {
        String index = INDEX.replace("{\"schemaVersion\":2",
                "{\"schemaVersion\":2,\"mediaType\":\"%s\"".formatted(MediaTypes.OCI_INDEX));

        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, index))
            .withMessageContaining(MediaTypes.OCI_MANIFEST)
            .withMessageContaining(MediaTypes.OCI_INDEX);
    }

    @ParameterizedTest(name = "M5 {0} with {1}")
    @CsvSource({ "application/vnd.oci.image.manifest.v1+json, manifests",
            "application/vnd.docker.distribution.manifest.v2+json, fsLayers",
            "application/vnd.oci.image.index.v1+json, layers", "application/vnd.oci.image.index.v1+json, config",
            "application/vnd.docker.distribution.manifest.list.v2+json, fsLayers" })
    void refusesWhatCouldBeReadAsTwoThings(String contentType, String field) {
        String document = (MediaTypes.isIndex(contentType) ? INDEX : MANIFEST).replace("{\"schemaVersion\":2",
                "{\"schemaVersion\":2,\"%s\":[]".formatted(field));

        assertThatExceptionOfType(MalformedDocumentException.class).isThrownBy(() -> read(contentType, document))
            .withMessageContaining("'%s'; it could be read as two things", field);
    }

    @Test
    void refusesDuplicateKeyM6() {
        String twice = MANIFEST.replace("\"config\"", "\"config\":%s,\"config\"".formatted(CONFIG));

        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, twice))
            .withMessageContaining("config");
    }

    @Test
    void refusesDeepNestingM7() {
        String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, deep))
            .withMessageStartingWith("The manifest is not readable JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[]", "\"x\"", "{", "{}{}", "<html></html>", "{\"a\":1,}" })
    void refusesWhatIsNoJsonObject(String text) {
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, text))
            .withMessageStartingWith("The manifest is not");
    }

    @Test
    void acceptsManyLayersUpToTheLimit() {
        String most = "%s,".formatted(LAYER).repeat(999) + LAYER;
        String tooMany = most + "," + LAYER;

        assertThat(read(MediaTypes.OCI_MANIFEST, MANIFEST.replace(LAYER, most)))
            .isInstanceOfSatisfying(ImageManifest.class, (image) -> assertThat(image.layers()).hasSize(1_000));
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, MANIFEST.replace(LAYER, tooMany)))
            .withMessage("The manifest has 1001 layers; at most 1000 are accepted");
    }

    @ParameterizedTest(name = "M18 {0}")
    @CsvSource(delimiter = '|',
            textBlock = """
                    helm chart | application/vnd.cncf.helm.config.v1+json | application/vnd.cncf.helm.chart.content.v1.tar+gzip | '' | it is an artifact of type application/vnd.cncf.helm.config.v1+json
                    cosign signature | application/vnd.oci.image.config.v1+json | application/vnd.dev.cosign.simplesigning.v1+json | '' | it holds content of type application/vnd.dev.cosign.simplesigning.v1+json instead of file system layers
                    build cache | application/vnd.buildkit.cacheconfig.v0 | application/vnd.oci.image.layer.v1.tar | '' | it is an artifact of type application/vnd.buildkit.cacheconfig.v0
                    empty config | application/vnd.oci.empty.v1+json | text/spdx | ,"artifactType":"text/spdx" | it is an artifact of type text/spdx
                    subject | application/vnd.oci.image.config.v1+json | application/vnd.oci.image.layer.v1.tar | ,"subject":{} | it is attached to another manifest (signature, attestation or SBOM)
                    """)
    void knowsWhatIsNoImage(String id, String configType, String layerType, String more, String why) {
        String manifest = "{\"config\":%s,\"layers\":[%s]%s}".formatted(descriptor(configType, "1"),
                descriptor(layerType, "1"), more);

        assertThat(read(MediaTypes.OCI_MANIFEST, manifest)).isInstanceOfSatisfying(ImageManifest.class,
                (image) -> assertThat(image.whyNotAnImage()).hasValue(why));
    }

    @Test
    void toleratesOldConfigTypeM19() {
        String manifest = MANIFEST.replace(MediaTypes.OCI_CONFIG, "application/octet-stream");

        assertThat(read(MediaTypes.OCI_MANIFEST, manifest)).isInstanceOfSatisfying(ImageManifest.class,
                (image) -> assertThat(image.whyNotAnImage()).isEmpty());
    }

    @Test
    void countsLayersAndDiffIdsAsWrittenM20() {
        ImageConfig config = ImageDocuments
            .readConfig(bytes("{\"rootfs\":{\"diff_ids\":[\"%s\",null]},\"os\":\"linux\"}".formatted(DIGEST)));

        assertThat(config.diffIds()).containsExactly(DIGEST, "");
        assertThat(config.platform().isUnknown()).isTrue();
    }

    @Test
    void readsSchema1M21() {
        String schema1 = "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[{\"v1Compatibility\":"
                + "\"{\\\"created\\\":\\\"2016-01-02T03:04:05Z\\\"}\"}]}";

        assertThat(read(MediaTypes.DOCKER_SCHEMA1_SIGNED, schema1)).isInstanceOfSatisfying(Schema1Manifest.class,
                (manifest) -> assertThat(manifest.created()).isEqualTo("2016-01-02T03:04:05Z"));
        assertThat(read("application/json", schema1)).isInstanceOf(Schema1Manifest.class);
    }

    @ParameterizedTest(name = "M24 size {0}")
    @ValueSource(strings = { "-1", "9223372036854775808", "-9223372036854775809", "1.5", "1e400", "\"7\"", "null" })
    void refusesUnusableSize(String size) {
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, MANIFEST.replace("\"size\":9", "\"size\":" + size)))
            .withMessage("A descriptor in 'layers' has no usable size");
    }

    @ParameterizedTest(name = "M24 size {0}")
    @ValueSource(longs = { 0, Long.MAX_VALUE })
    void acceptsAnySizeThatExists(long size) {
        Manifest manifest = read(MediaTypes.OCI_MANIFEST, MANIFEST.replace("\"size\":9", "\"size\":" + size));

        assertThat(manifest).isInstanceOfSatisfying(ImageManifest.class,
                (image) -> assertThat(image.layers().get(0).size()).isEqualTo(size));
    }

    @ParameterizedTest(name = "M25 {0}")
    @ValueSource(strings = { "sha256:ABCD", "sha256:../../x", "md5:d41d8cd98f00b204e9800998ecf8427e", "" })
    void refusesUnusableDigest(String digest) {
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, MANIFEST.replace(DIGEST, digest)))
            .withMessageStartingWith("A descriptor in 'layers' is unusable:");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"config\":null,\"layers\":[]}", "{\"layers\":[]}", "{\"config\":{}}",
            "{\"config\":[],\"layers\":{}}" })
    void refusesManifestWithoutUsableConfig(String manifest) {
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> read(MediaTypes.OCI_MANIFEST, manifest));
    }

    @Test
    void takesNullForAnythingOptional() {
        String manifest = MANIFEST.replace("{\"schemaVersion\":2",
                "{\"mediaType\":null,\"annotations\":null,\"subject\":null,\"artifactType\":null,\"manifests\":null");
        String config = "{\"created\":null,\"os\":null,\"architecture\":null,\"config\":null,\"rootfs\":null,"
                + "\"history\":null}";

        assertThat(read(MediaTypes.OCI_MANIFEST, manifest)).isInstanceOf(ImageManifest.class);
        assertThat(read(MediaTypes.OCI_INDEX, "{\"manifests\":null}")).isInstanceOfSatisfying(ImageIndex.class,
                (index) -> assertThat(index.manifests()).isEmpty());
        assertThat(ImageDocuments.readConfig(bytes(config)).created()).isNull();
    }

    @Test
    void readsEverythingAnEntryOfAnIndexSays() {
        String entry = """
                {"mediaType":"%s","digest":"%s","size":5,"artifactType":"x/y","annotations":{"a":"b","n":1},
                "platform":{"os":"linux","architecture":"arm","variant":"v6","os.version":"1"},"urls":["https://e/x"]}"""
            .formatted(MediaTypes.OCI_MANIFEST, DIGEST);

        ImageIndex index = (ImageIndex) read(MediaTypes.OCI_INDEX, "{\"manifests\":[%s]}".formatted(entry));

        Descriptor manifest = index.manifests().get(0);
        assertThat(manifest.platform()).isEqualTo(new Platform("linux", "arm", "v6", "1"));
        assertThat(manifest.annotations()).containsOnlyKeys("a");
        assertThat(manifest.artifactType()).isEqualTo("x/y");
        assertThat(manifest.urls()).containsExactly("https://e/x");
    }

    @Test
    void readsDatesAndLabelsOfConfigUnjudged() {
        ImageConfig config = ImageDocuments.readConfig(bytes("""
                {"created":"yesterday","os":"Linux","architecture":"x86_64","config":{"Labels":{"a":"b","n":null}},
                "history":[{"created":"1"},{"created":"2"},{"empty_layer":true}]}"""));

        assertThat(config.created()).isEqualTo("yesterday");
        assertThat(config.lastHistoryCreated()).isEqualTo("2");
        assertThat(config.labels()).containsExactly(Map.entry("a", "b"));
        assertThat(config.platform()).isEqualTo(Platform.LINUX_AMD64);
    }

    @Test
    void takesNumberForNoDate() {
        assertThat(ImageDocuments.readConfig(bytes("{\"created\":1704164645}")).created()).isNull();
    }

    @Test
    void knowsOtherDocumentsByTheirType() {
        String type = "application/vnd.oci.artifact.manifest.v1+json";

        assertThat(read(type, "{\"blobs\":[]}")).isInstanceOf(UnknownManifest.class);
        assertThat(read("application/json", "{\"errors\":[]}")).isInstanceOf(UnknownManifest.class);
    }

    @Test
    void countsEveryDistinctBlobOnce() {
        String manifest = MANIFEST.replace(LAYER, LAYER + "," + LAYER);

        assertThat(read(MediaTypes.OCI_MANIFEST, manifest)).isInstanceOfSatisfying(ImageManifest.class, (image) -> {
            assertThat(image.layers()).hasSize(2);
            assertThat(image.contentSize()).isEqualTo(16);
        });
    }

    @Test
    void usesEmbeddedContentOnlyWhenItIsWhatTheDescriptorAddressesM23() {
        byte[] content = bytes("{}");
        Descriptor right = embedding(content, Base64.getEncoder().encodeToString(content));

        assertThat(right.embedded()).hasValueSatisfying((bytes) -> assertThat(bytes).isEqualTo(content));
        assertThat(new Descriptor("", Digest.sha256(content), 2).embedded()).isEmpty();
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> embedding(content, "e30K").embedded());
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> embedding(content, "not base64").embedded());
    }

    private static Descriptor embedding(byte[] content, String data) {
        return new Descriptor("", Digest.sha256(content), content.length, Map.of(), null, "", List.of(), data);
    }

    private static Manifest read(String contentType, String document) {
        return ImageDocuments.readManifest(contentType, bytes(document));
    }

    private static String descriptor(String mediaType, String size) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%s}".formatted(mediaType, DIGEST, size);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

}
