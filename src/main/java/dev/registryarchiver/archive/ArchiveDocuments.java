package dev.registryarchiver.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.SelectedImage;
import dev.registryarchiver.image.Tag;

/**
 * Writes the three documents that make a tar a Docker archive and an OCI image layout at
 * the same time. Nothing in them depends on when or where they are written, nor on other
 * images of the repository.
 *
 * @see <a href=
 * "https://github.com/opencontainers/image-spec/blob/main/image-layout.md">image-spec,
 * image layout</a>
 */
final class ArchiveDocuments {

    /** Makes a directory, and so this tar, an OCI image layout. */
    static final String LAYOUT_FILE = "oci-layout";

    /** Names the one image that is in it. */
    static final String INDEX_FILE = "index.json";

    /** Digest of the index that the image was taken from. */
    static final String SOURCE_DIGEST = "dev.registryarchiver.source-digest";

    /** When the image was built. */
    static final String CREATED = "dev.registryarchiver.created";

    /** Which date that is. */
    static final String REASON = "dev.registryarchiver.reason";

    /** Read by containerd's importer, which takes it for the full name. */
    static final String CONTAINERD_NAME = "io.containerd.image.name";

    /** Read by OCI tools. */
    static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;

    private final SelectedImage image;

    private final ImageContents contents;

    ArchiveDocuments(Registry registry, SelectedImage image, ImageContents contents) {
        this.name = registry.name() + "/" + registry.qualify(image.repository());
        this.image = image;
        this.contents = contents;
    }

    /** Every entry of the archive in its order. */
    List<ArchivePart> parts() {
        List<ArchivePart> parts = new ArrayList<>();
        parts.add(document(LAYOUT_FILE, Map.of("imageLayoutVersion", "1.0.0")));
        parts.add(document(INDEX_FILE, index()));
        parts.add(document("manifest.json", List.of(archiveManifest())));
        directories().map(ArchivePart.Directory::new).forEach(parts::add);
        parts.addAll(this.contents.parts());
        return parts;
    }

    /** Exactly one entry: podman and skopeo refuse to choose among several. */
    private SortedMap<String, Object> index() {
        Descriptor root = this.contents.root();
        SortedMap<String, Object> entry = new TreeMap<>();
        entry.put("mediaType", root.mediaType());
        entry.put("digest", root.digest().toString());
        entry.put("size", root.size());
        entry.put("annotations", annotations());
        SortedMap<String, Object> index = new TreeMap<>();
        index.put("schemaVersion", 2);
        index.put("mediaType", MediaTypes.OCI_INDEX);
        index.put("manifests", List.of(entry));
        return index;
    }

    private SortedMap<String, Object> annotations() {
        SortedMap<String, Object> annotations = new TreeMap<>();
        annotations.put(CONTAINERD_NAME, this.name + ":" + this.image.tag());
        annotations.put(REF_NAME, this.image.tag().value());
        annotations.put(REASON, this.image.dateSource());
        if (!this.image.tagged().digest().equals(this.image.manifest().digest())) {
            annotations.put(SOURCE_DIGEST, this.image.tagged().digest().toString());
        }
        if (this.image.created() != null) {
            annotations.put(CREATED, this.image.created().toString());
        }
        return annotations;
    }

    private SortedMap<String, Object> archiveManifest() {
        SortedMap<String, Object> manifest = new TreeMap<>();
        manifest.put("Config", ArchivePart.pathOf(this.contents.preferred().config().digest()));
        manifest.put("RepoTags", archiveTags());
        manifest.put("Layers",
                this.contents.preferred().layers().stream().map(Descriptor::digest).map(ArchivePart::pathOf).toList());
        return manifest;
    }

    /** The tag it is named after first, the others in an order that does not vary. */
    private List<String> archiveTags() {
        Stream<Tag> others = this.image.tags().stream().skip(1).sorted();
        return Stream.concat(Stream.of(this.image.tag()), others)
            .distinct()
            .map((tag) -> this.name + ":" + tag)
            .toList();
    }

    private Stream<String> directories() {
        Stream<String> algorithms = this.contents.parts()
            .stream()
            .map((part) -> part.path().substring(0, part.path().lastIndexOf('/') + 1));
        return Stream.concat(Stream.of("blobs/", "blobs/sha256/"), algorithms.sorted()).distinct();
    }

    private static ArchivePart document(String path, Object content) {
        return new ArchivePart.Document(path, JSON.writeValueAsBytes(content));
    }

}
