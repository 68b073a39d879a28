package dev.registryarchiver.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.archive.StoredImage.Contents;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;

/**
 * Reads the documents of an archive on the disk as loaders do, from {@code index.json}
 * and from {@code manifest.json}, and sees to it that both lead to the same image and
 * that everything they lead to is there. Reads documents only, no layers. Made for one
 * archive.
 */
final class StoredImageReader {

    private static final String LAYOUT = "oci-layout";

    private static final String INDEX = "index.json";

    private static final String MANIFEST = "manifest.json";

    private static final byte[] LAYOUT_CONTENT = "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

    private static final JsonMapper JSON = JsonMapper.builder()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .build();

    private final StoredArchive archive;

    private final Set<String> paths = new LinkedHashSet<>(List.of(LAYOUT, INDEX, MANIFEST));

    private final List<Contents> images = new ArrayList<>();

    StoredImageReader(StoredArchive archive) {
        this.archive = archive;
    }

    /**
     * Reads it all.
     * @throws DamagedArchiveException if something is missing, wrong or contradicts
     * something else
     */
    StoredImage read() throws IOException {
        try {
            return readDocuments();
        }
        catch (MalformedDocumentException ex) {
            throw new DamagedArchiveException("%s", String.valueOf(ex.getMessage()));
        }
    }

    private StoredImage readDocuments() throws IOException {
        if (!Arrays.equals(LAYOUT_CONTENT, this.archive.document(LAYOUT))) {
            throw damaged(LAYOUT, "says something else");
        }
        Descriptor entry = indexEntry();
        boolean wholeIndex = MediaTypes.isIndex(entry.mediaType());
        collect(entry);
        JsonNode manifest = archiveManifest();
        Contents preferred = this.images.stream()
            .filter((image) -> isDescribedBy(manifest, image))
            .findFirst()
            .orElseThrow(() -> damaged(MANIFEST, "does not name the config and layers of an image in the archive"));
        if (preferred.config().diffIds().size() != preferred.manifest().layers().size()) {
            throw new DamagedArchiveException("the image has %d layers and %d diff ids",
                    preferred.manifest().layers().size(), preferred.config().diffIds().size());
        }
        return new StoredImage(names(entry, manifest), entry, wholeIndex, preferred, this.images, this.paths);
    }

    private Descriptor indexEntry() throws IOException {
        byte[] content = this.archive.document(INDEX);
        if (!(ImageDocuments.readManifest(MediaTypes.OCI_INDEX, content) instanceof ImageIndex index)
                || index.manifests().size() != 1 || !isAsWritten(content)) {
            throw damaged(INDEX, "is not as it was written");
        }
        return index.manifests().get(0);
    }

    private JsonNode archiveManifest() throws IOException {
        byte[] content = this.archive.document(MANIFEST);
        if (!isAsWritten(content)) {
            throw damaged(MANIFEST, "is not as it was written");
        }
        JsonNode images = JSON.readTree(content);
        if (!images.isArray() || images.size() != 1 || !images.path(0).isObject()) {
            throw damaged(MANIFEST, "does not describe one image");
        }
        return images.path(0);
    }

    /** What belongs to an index may be left out, as registries do; nothing else. */
    private void collect(Descriptor descriptor) throws IOException {
        Manifest manifest = ImageDocuments.readManifest(descriptor.mediaType(), this.archive.document(descriptor));
        if (!this.paths.add(ArchivePart.pathOf(descriptor.digest()))) {
            return;
        }
        if (manifest instanceof ImageIndex index) {
            for (Descriptor child : index.manifests()) {
                if (this.archive.find(child).isPresent()) {
                    collect(child);
                }
            }
        }
        else if (manifest instanceof ImageManifest image) {
            collect(image);
        }
        else {
            throw new DamagedArchiveException("%s is no image", descriptor.digest());
        }
    }

    private void collect(ImageManifest manifest) throws IOException {
        add(manifest.config());
        for (Descriptor layer : manifest.layers()) {
            add(layer);
        }
        if (manifest.whyNotAnImage().isEmpty()) {
            ImageConfig config = ImageDocuments.readConfig(this.archive.document(manifest.config()));
            this.images.add(new Contents(manifest, config));
        }
    }

    private void add(Descriptor descriptor) throws IOException {
        this.archive.require(descriptor);
        this.paths.add(ArchivePart.pathOf(descriptor.digest()));
    }

    private static boolean isDescribedBy(JsonNode manifest, Contents image) {
        List<String> layers = image.manifest()
            .layers()
            .stream()
            .map(Descriptor::digest)
            .map(ArchivePart::pathOf)
            .toList();
        return manifest.path("Config").asString("").equals(ArchivePart.pathOf(image.manifest().config().digest()))
                && strings(manifest.path("Layers")).equals(layers);
    }

    /** The names, on the first of which both ways of reading have to agree. */
    private static List<String> names(Descriptor entry, JsonNode manifest) throws DamagedArchiveException {
        String name = entry.annotations().getOrDefault(ArchiveDocuments.CONTAINERD_NAME, "");
        String tag = entry.annotations().getOrDefault(ArchiveDocuments.REF_NAME, "");
        List<String> archiveTags = strings(manifest.path("RepoTags"));
        String repository = name.substring(0, Math.max(0, name.lastIndexOf(':') + 1));
        if (tag.isEmpty() || !name.equals(repository + tag) || archiveTags.indexOf(name) != 0
                || !archiveTags.stream().allMatch((other) -> other.startsWith(repository))) {
            throw damaged(MANIFEST, "and index.json do not name the same tag");
        }
        return archiveTags;
    }

    /**
     * The writer sorts keys and leaves out spaces, so that hardly a byte of a document
     * can change unseen.
     */
    private static boolean isAsWritten(byte[] content) {
        try {
            return Arrays.equals(content, JSON.writeValueAsBytes(JSON.readValue(content, Object.class)));
        }
        catch (JacksonException ex) {
            return false;
        }
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map((node) -> node.asString("")).toList();
    }

    private static DamagedArchiveException damaged(String document, String what) {
        return new DamagedArchiveException("%s %s", document, what);
    }

}
