package dev.registryarchiver.fake;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;

/** Things that live in registries beside images and must not be taken for one. */
public final class TestArtifacts {

    private static final String EMPTY = "{}";

    private TestArtifacts() {
    }

    /** A Helm chart. */
    public static TestDocument helmChart() {
        return manifest("application/vnd.cncf.helm.config.v1+json", "{\"name\":\"chart\",\"version\":\"1.0.0\"}",
                "application/vnd.cncf.helm.chart.content.v1.tar+gzip", Map.of());
    }

    /** A cosign signature, which pretends to have the config of an image. */
    public static TestDocument cosignSignature() {
        return manifest(MediaTypes.OCI_CONFIG, imageConfig(), "application/vnd.dev.cosign.simplesigning.v1+json",
                Map.of());
    }

    /** The tag under which cosign keeps the signature of an image. */
    public static String cosignTag(Digest image) {
        return image.toString().replace(':', '-') + ".sig";
    }

    /** A BuildKit attestation. */
    public static TestDocument attestation() {
        return manifest(MediaTypes.OCI_CONFIG, imageConfig(), "application/vnd.in-toto+json", Map.of());
    }

    /** A BuildKit cache. */
    public static TestDocument buildCache() {
        return manifest("application/vnd.buildkit.cacheconfig.v0", "{\"layers\":[]}",
                "application/vnd.oci.image.layer.v1.tar+gzip", Map.of());
    }

    /** An artifact of OCI 1.1: an artifact type and the empty config. */
    public static TestDocument artifact(String artifactType) {
        return manifest(MediaTypes.OCI_EMPTY, EMPTY, "text/plain", Map.of("artifactType", artifactType));
    }

    /** Something attached to an image by {@code subject}, such as an SBOM. */
    public static TestDocument attachedTo(Descriptor subject) {
        return manifest(MediaTypes.OCI_EMPTY, EMPTY, "text/spdx",
                Map.of("artifactType", "text/spdx", "subject", Json.descriptor(subject)));
    }

    /**
     * A manifest with one config and one layer of any type.
     * @param fields more fields of the manifest
     */
    public static TestDocument manifest(String configType, String config, String layerType,
            Map<String, Object> fields) {
        Content configBlob = Content.of(config);
        Content layerBlob = Content.of("content of " + layerType);
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2);
        manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
        manifest.put("config", descriptor(configType, configBlob));
        manifest.put("layers", List.of(descriptor(layerType, layerBlob)));
        manifest.putAll(fields);
        return new TestDocument(MediaTypes.OCI_MANIFEST, Json.bytes(manifest), List.of(configBlob, layerBlob),
                List.of());
    }

    private static Map<String, Object> descriptor(String mediaType, Content blob) {
        return Json.descriptor(new Descriptor(mediaType, blob.digest(), blob.length()));
    }

    private static String imageConfig() {
        return "{\"architecture\":\"\",\"os\":\"\",\"created\":\"2026-09-09T09:09:09Z\",\"config\":{},"
                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\"]}}".formatted("0".repeat(64));
    }

}
