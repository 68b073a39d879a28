package dev.registryarchiver.image;

import java.util.List;
import java.util.Map;

/**
 * Document naming one manifest per platform; OCI index or Docker manifest list.
 *
 * @param descriptor address of this document
 * @param content the bytes as served
 * @param manifests its entries in order, attestations and unknown types included
 * @param annotations annotations of the index
 * @param hasSubject whether the document refers to another manifest
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/image-index.md">image-spec,
 * index</a>
 */
public record ImageIndex(Descriptor descriptor, byte[] content, List<Descriptor> manifests,
        Map<String, String> annotations, boolean hasSubject) implements Manifest {

    public ImageIndex {
        manifests = List.copyOf(manifests);
        annotations = Map.copyOf(annotations);
    }

}
