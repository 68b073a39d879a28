package dev.registryarchiver.archive;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.SelectedImage;

/**
 * Reads the documents of one image, checks them, and finds every part that its archive
 * needs. Made for one image and one thread.
 */
final class ImageContentsReader {

    // Real indexes are one or two deep. A document cannot contain its own digest, so this
    // bounds work and not loops.
    private static final int MAX_NESTING = 3;

    private final SelectedImage image;

    private final ImageSource source;

    private final Map<Digest, ArchivePart> parts = new LinkedHashMap<>();

    private long fetched;

    ImageContentsReader(SelectedImage image, ImageSource source) {
        this.image = image;
        this.source = source;
    }

    /**
     * Reads it all.
     * @throws ArchiveException if something is missing, is not what its descriptor
     * addresses, or makes no loadable image
     * @throws dev.registryarchiver.image.MalformedDocumentException if a document cannot
     * be read
     */
    ImageContents read() {
        Descriptor root = this.image.root();
        byte[] content = require(root);
        Manifest manifest = ImageDocuments.readManifest(root.mediaType(), content);
        addDocument(root, content);
        ImageManifest preferred = (manifest instanceof ImageIndex) ? readPreferred() : loadable(manifest);
        ImageConfig config = addImage(preferred);
        if (manifest instanceof ImageIndex index) {
            addChildren(index, 1);
        }
        Descriptor typed = new Descriptor(manifest.descriptor().mediaType(), root.digest(), root.size());
        return new ImageContents(typed, preferred, config, new ArrayList<>(this.parts.values()), this.fetched);
    }

    private ImageManifest readPreferred() {
        Descriptor descriptor = this.image.manifest();
        byte[] content = require(descriptor);
        ImageManifest preferred = loadable(ImageDocuments.readManifest(descriptor.mediaType(), content));
        addDocument(descriptor, content);
        return preferred;
    }

    private void addChildren(ImageIndex index, int depth) {
        if (depth > MAX_NESTING) {
            throw new UnloadableImageException(this.image,
                    "its indexes are nested more than %d deep".formatted(MAX_NESTING));
        }
        for (Descriptor child : index.manifests()) {
            boolean readable = MediaTypes.isIndex(child.mediaType()) || MediaTypes.isImageManifest(child.mediaType());
            // What a type unknown to us refers to cannot be known, so it cannot be
            // archived.
            if (readable && !this.parts.containsKey(child.digest())) {
                fetch(child).ifPresent((content) -> addChild(child, content, depth));
            }
        }
    }

    private void addChild(Descriptor child, byte[] content, int depth) {
        Manifest manifest = ImageDocuments.readManifest(child.mediaType(), content);
        addDocument(child, content);
        if (manifest instanceof ImageIndex index) {
            addChildren(index, depth + 1);
        }
        else if (manifest instanceof ImageManifest other) {
            addOther(other);
        }
    }

    private void addOther(ImageManifest other) {
        if (other.whyNotAnImage().isEmpty()) {
            addImage(other);
            return;
        }
        // Attestations are stored for completeness; nobody loads them.
        addBlob(other.config());
        other.layers().forEach(this::addBlob);
    }

    private ImageManifest loadable(Manifest manifest) {
        if (!(manifest instanceof ImageManifest candidate)) {
            throw new UnloadableImageException(this.image, MediaTypes.isSchema1(manifest.descriptor().mediaType())
                    ? "it is stored in the withdrawn format schema 1" : "what the tag points at is no image manifest");
        }
        candidate.whyNotAnImage().ifPresent((why) -> {
            throw new UnloadableImageException(this.image, why);
        });
        if (candidate.layers().stream().anyMatch((layer) -> MediaTypes.isEncryptedLayer(layer.mediaType()))) {
            throw new UnloadableImageException(this.image, "its layers are encrypted");
        }
        return candidate;
    }

    private ImageConfig addImage(ImageManifest manifest) {
        byte[] content = require(manifest.config());
        ImageConfig config = ImageDocuments.readConfig(content);
        checkDiffIds(manifest, config);
        addDocument(manifest.config(), content);
        manifest.layers().forEach(this::addBlob);
        return config;
    }

    private void checkDiffIds(ImageManifest manifest, ImageConfig config) {
        List<Descriptor> layers = manifest.layers();
        if (config.diffIds().size() != layers.size()) {
            throw new UnloadableImageException(this.image, "its manifest lists %d layers and its config %d diff ids"
                .formatted(layers.size(), config.diffIds().size()));
        }
        for (int i = 0; i < layers.size(); i++) {
            // Nothing decompresses to no bytes but no bytes, and no bytes are no tar.
            if (layers.get(i).size() == 0 && !config.diffIds().get(i).equals(layers.get(i).digest().toString())) {
                throw new UnloadableImageException(this.image,
                        "layer %d of %d has no content".formatted(i + 1, layers.size()));
            }
        }
    }

    private void addDocument(Descriptor descriptor, byte[] content) {
        add(descriptor, new ArchivePart.Document(ArchivePart.pathOf(descriptor.digest()), content));
    }

    private void addBlob(Descriptor descriptor) {
        add(descriptor, new ArchivePart.Blob(descriptor));
    }

    private void add(Descriptor descriptor, ArchivePart part) {
        ArchivePart known = this.parts.putIfAbsent(descriptor.digest(), part);
        if (known != null && known.size() != descriptor.size()) {
            throw new CorruptBlobException(this.image, descriptor, descriptor.digest(), known.size());
        }
    }

    private byte[] require(Descriptor descriptor) {
        return fetch(descriptor).orElseThrow(() -> new IncompleteImageException(this.image, descriptor));
    }

    private Optional<byte[]> fetch(Descriptor descriptor) {
        Optional<byte[]> embedded = descriptor.embedded();
        if (embedded.isPresent()) {
            return embedded;
        }
        Optional<byte[]> content = this.source.fetchDocument(this.image.repository(), descriptor);
        content.ifPresent((bytes) -> accept(descriptor, bytes));
        return content;
    }

    private void accept(Descriptor descriptor, byte[] content) {
        this.fetched += content.length;
        if (!descriptor.matches(content)) {
            Digest actual = Digest.from(descriptor.digest().algorithm(),
                    descriptor.digest().newMessageDigest().digest(content));
            throw new CorruptBlobException(this.image, descriptor, actual, content.length);
        }
    }

}
