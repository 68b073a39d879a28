package dev.registryarchiver.image;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.registryarchiver.fuzz.Cost;
import dev.registryarchiver.fuzz.Hostile;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes in: a value, or the exception that is documented. */
class ImageFuzzTests {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static final String[] TYPES = { "", "text/plain", MediaTypes.OCI_MANIFEST, MediaTypes.OCI_INDEX,
            MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_SCHEMA1_SIGNED,
            "application/json; charset=\"utf-8" };

    @Property
    void manifest(@ForAll("manifests") byte[] content, @ForAll int type) throws Exception {
        String contentType = TYPES[Math.floorMod(type, TYPES.length)];
        try {
            Manifest manifest = Cost.bounded(() -> ImageDocuments.readManifest(contentType, content));

            assertThat(manifest.content()).isSameAs(content);
            assertThat(manifest.descriptor().matches(content)).isTrue();
            if (manifest instanceof ImageManifest image) {
                assertThat(image.layers()).hasSizeLessThanOrEqualTo(ImageDocuments.MAX_LAYERS);
                assertThat(image.whyNotAnImage()).isNotNull();
            }
        }
        catch (MalformedDocumentException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}]+").hasSizeLessThan(1_000);
        }
    }

    @Property
    void config(@ForAll("configs") byte[] content) throws Exception {
        try {
            ImageConfig config = Cost.bounded(() -> ImageDocuments.readConfig(content));
            ImageDetails details = Cost.bounded(() -> ImageDocuments.readDetails(content));

            assertThat(config.platform().toString()).isNotNull();
            assertThat(details.labels()).isEqualTo(config.labels());
        }
        catch (MalformedDocumentException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}]+").hasSizeLessThan(1_000);
        }
    }

    @Property
    void completeness(@ForAll("configs") byte[] content) throws Exception {
        assertThat(Cost.bounded(() -> ImageDocuments.isComplete(content))).isNotNull();
    }

    @Property
    void reference(@ForAll("references") String text) throws Exception {
        try {
            ImageReference reference = Cost.bounded(() -> ImageReference.of(text, null));

            String inFull = reference.registry().scheme() + "://" + reference;
            assertThat(ImageReference.of(inFull, null)).isEqualTo(reference);
            assertThat(reference.registry().api(reference.repository() + "/tags/list", "").getRawPath())
                .isEqualTo("/v2/" + reference.repository() + "/tags/list");
        }
        catch (IllegalArgumentException ex) {
            assertThat(ex.getMessage()).contains("is not an image reference").matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property
    void address(@ForAll("addresses") String text) throws Exception {
        try {
            Registry registry = Cost.bounded(() -> Registry.of(text));

            assertThat(Registry.of(registry.url())).isEqualTo(registry);
            assertThat(registry.api("a/tags/list", "n=1").getHost()).isEqualTo(registry.host());
        }
        catch (IllegalArgumentException ex) {
            assertThat(ex.getMessage()).startsWith("registry.url").matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property
    void platform(@ForAll("platforms") String text) throws Exception {
        try {
            Platform platform = Cost.bounded(() -> Platform.of(text));

            assertThat(Platform.of(platform.toString())).isEqualTo(platform);
        }
        catch (IllegalArgumentException ex) {
            assertThat(ex.getMessage()).contains("is not a platform").matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Provide
    Arbitrary<byte[]> manifests() {
        String descriptor = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":7,\"data\":\"YQ==\",\"urls\":[\"u\"]}";
        String config = descriptor.formatted(MediaTypes.OCI_CONFIG, DIGEST);
        String layer = descriptor.formatted("application/vnd.oci.image.layer.v1.tar+gzip", DIGEST);
        return Hostile.bytes(
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s,%s],\"annotations\":{\"a\":\"b\"}}"
                    .formatted(MediaTypes.OCI_MANIFEST, config, layer, layer),
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":9,\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\"}}],\"subject\":{}}"
                    .formatted(MediaTypes.OCI_MANIFEST, DIGEST),
                "{\"schemaVersion\":1,\"fsLayers\":[{\"blobSum\":\"%s\"}],\"history\":[{\"v1Compatibility\":\"{\\\"created\\\":\\\"2020-01-01T00:00:00Z\\\"}\"}]}"
                    .formatted(DIGEST));
    }

    @Provide
    Arbitrary<byte[]> configs() {
        return Hostile.bytes(
                "{\"created\":\"2026-01-02T03:04:05Z\",\"architecture\":\"amd64\",\"os\":\"linux\",\"os.version\":\"10\",\"config\":{\"Env\":[\"A=b\"],\"Cmd\":[\"c\"],\"Entrypoint\":\"e\",\"ExposedPorts\":{\"80/tcp\":{}},\"Volumes\":{\"/v\":{}},\"Labels\":{\"l\":\"m\",\"n\":null}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",null]},\"history\":[{\"created\":\"2026\",\"created_by\":\"x\",\"empty_layer\":true}]}"
                    .formatted(DIGEST));
    }

    @Provide
    Arbitrary<String> references() {
        return Hostile.text("alpine", "user/app:1.2", "docker.io/library/alpine:3.20", "host:5000/a/b@" + DIGEST,
                "http://localhost:5000/a:b", "[::1]:5000/x", "LOCALHOST/a-b__c.d", "a:b@" + DIGEST);
    }

    @Provide
    Arbitrary<String> addresses() {
        return Hostile.text("https://registry.example.com:5000/prefix/v2/", "http://[::1]:80", "docker.io",
                "https://user:password@host", "host/a.b~c_d?x=y#z");
    }

    @Provide
    Arbitrary<String> platforms() {
        return Hostile.text("linux/amd64", "linux/arm/v7", "Windows/x86_64", "linux/arm64/v8");
    }

}
