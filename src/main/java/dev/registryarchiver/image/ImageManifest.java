package dev.registryarchiver.image;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Document naming the config and the layers of one platform; OCI manifest or Docker
 * schema 2.
 *
 * @param descriptor address of this document
 * @param content the bytes as served
 * @param config address of the config
 * @param layers addresses of the layers, lowest first; the same layer may occur more than
 * once
 * @param annotations annotations of the manifest
 * @param artifactType declared artifact type, or empty
 * @param hasSubject whether the document refers to another manifest, as signatures and
 * attestations do
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/manifest.md">image-spec,
 * manifest</a>
 */
public record ImageManifest(Descriptor descriptor, byte[] content, Descriptor config, List<Descriptor> layers,
        Map<String, String> annotations, String artifactType, boolean hasSubject) implements Manifest {

    public ImageManifest {
        layers = List.copyOf(layers);
        annotations = Map.copyOf(annotations);
    }

    /**
     * Why this is not a container image, as far as the manifest alone tells. The config
     * type is not enough: signatures and attestations carry the type of an image config
     * with layers that are no file systems.
     */
    public Optional<String> whyNotAnImage() {
        if (this.hasSubject) {
            return Optional.of("it is attached to another manifest (signature, attestation or SBOM)");
        }
        if (!MediaTypes.isImageConfig(this.config.mediaType())) {
            String type = this.artifactType.isEmpty() ? this.config.mediaType() : this.artifactType;
            return Optional.of("it is an artifact of type " + Printable.of(type));
        }
        return this.layers.stream()
            .filter((layer) -> !MediaTypes.isLayer(layer.mediaType()))
            .findFirst()
            .map((layer) -> "it holds content of type " + Printable.of(layer.mediaType())
                    + " instead of file system layers");
    }

    /** Length of config and layers together in bytes, each distinct blob once. */
    public long contentSize() {
        return this.config.size() + this.layers.stream().distinct().mapToLong(Descriptor::size).sum();
    }

}
