package dev.registryarchiver.image;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The media types of manifests, configs and layers that make or unmake a container image.
 */
public final class MediaTypes {

    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    public static final String DOCKER_MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    public static final String DOCKER_SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json";

    public static final String DOCKER_SCHEMA1_SIGNED = "application/vnd.docker.distribution.manifest.v1+prettyjws";

    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

    public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

    // Old registries and builders stored image configs under these; moby still accepts
    // them.
    private static final Set<String> TOLERATED_CONFIGS = Set.of("application/octet-stream", "application/json",
            "text/html", "");

    private static final List<String> LAYER_PREFIXES = List.of("application/vnd.oci.image.layer.v1.tar",
            "application/vnd.oci.image.layer.nondistributable.v1.tar", "application/vnd.docker.image.rootfs.diff.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar");

    private static final List<String> FOREIGN_PREFIXES = List.of(
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
            "application/vnd.docker.image.rootfs.foreign.diff.tar");

    private MediaTypes() {
    }

    /**
     * The type without parameters, lower-case: {@code text/plain; charset=utf-8} becomes
     * {@code text/plain}.
     */
    public static String simplify(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0) ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    public static boolean isImageManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    public static boolean isSchema1(String mediaType) {
        return mediaType.equals(DOCKER_SCHEMA1) || mediaType.equals(DOCKER_SCHEMA1_SIGNED);
    }

    /** Whether a config of this type may belong to a container image. */
    public static boolean isImageConfig(String mediaType) {
        return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG) || TOLERATED_CONFIGS.contains(mediaType);
    }

    /**
     * Whether this is a file system layer in tar form, compressed or not, encrypted or
     * not.
     */
    public static boolean isLayer(String mediaType) {
        return LAYER_PREFIXES.stream()
            .anyMatch((prefix) -> mediaType.startsWith(prefix) && isLayerSuffix(mediaType.substring(prefix.length())));
    }

    /** Whether the layer is meant to be fetched from elsewhere (Windows base layers). */
    public static boolean isForeignLayer(String mediaType) {
        return isLayer(mediaType) && FOREIGN_PREFIXES.stream().anyMatch(mediaType::startsWith);
    }

    public static boolean isEncryptedLayer(String mediaType) {
        return isLayer(mediaType) && mediaType.endsWith("+encrypted");
    }

    public static boolean isZstdLayer(String mediaType) {
        return isLayer(mediaType) && mediaType.contains("zstd");
    }

    private static boolean isLayerSuffix(String suffix) {
        return switch (suffix) {
            case "", ".gzip", ".zstd", "+gzip", "+zstd", "+encrypted", "+gzip+encrypted", "+zstd+encrypted" -> true;
            default -> false;
        };
    }

}
