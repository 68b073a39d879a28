package dev.registryarchiver.archive;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

/**
 * A published archive as what a registry takes: blobs, manifests with the digests they
 * always had, and the names they had. Its documents are read and verified when it is
 * opened, its blobs when they are needed. Safe for use by many threads.
 */
public final class RestorableArchive implements AutoCloseable {

    private final StoredArchive archive;

    private final StoredImage image;

    private final Map<Digest, RestorableManifest> manifests = new LinkedHashMap<>();

    private final Set<Descriptor> blobs = new LinkedHashSet<>();

    private RestorableArchive(StoredArchive archive) throws IOException {
        this.archive = archive;
        this.image = new StoredImageReader(archive).read();
        collect(this.image.root());
    }

    /**
     * Opens an archive.
     * @throws DamagedArchiveException if it is no archive as this program writes them, or
     * not as it was written
     * @throws IOException if it cannot be read
     */
    public static RestorableArchive open(ArchiveOpening opening) throws IOException {
        StoredArchive archive = StoredArchive.open(opening);
        try {
            return new RestorableArchive(archive);
        }
        catch (IOException | RuntimeException ex) {
            archive.close();
            throw ex;
        }
    }

    /** What its tags point at: a manifest, or an index with all platforms. */
    public Descriptor root() {
        return this.image.root();
    }

    /** The repository it was taken from, without the registry. */
    public RepositoryName repository() {
        String name = this.image.names().get(0);
        return RepositoryName.of(name.substring(name.indexOf('/') + 1, name.lastIndexOf(':')));
    }

    /** Its tags, the one it is named after first. */
    public List<Tag> tags() {
        return this.image.names().stream().map((name) -> Tag.of(name.substring(name.lastIndexOf(':') + 1))).toList();
    }

    /** When its image was built, where that is known. */
    public Optional<Instant> created() {
        @Nullable String written = this.image.root().annotations().get(ArchiveDocuments.CREATED);
        try {
            return Optional.ofNullable(written).map(Instant::parse);
        }
        catch (DateTimeException ex) {
            return Optional.empty();
        }
    }

    /** The platform of its one image, or {@code all} when it holds a whole index. */
    public String platform() {
        return this.image.wholeIndex() ? "all" : String.valueOf(this.image.preferred().config().platform());
    }

    /** Every manifest and index, each behind all that it refers to. */
    public List<RestorableManifest> manifests() {
        return List.copyOf(this.manifests.values());
    }

    /** Every config and layer, each once. */
    public List<Descriptor> blobs() {
        return List.copyOf(this.blobs);
    }

    /**
     * A config or layer, all bytes of which are read to verify them.
     * @param checkpoint called for every buffer, now and while the blob is written;
     * throws to end it
     * @throws DamagedArchiveException if the bytes are not those of its digest
     */
    public RestorableBlob blob(Descriptor descriptor, Runnable checkpoint) throws IOException {
        StoredEntry entry = this.archive.require(descriptor);
        FileRange range = this.archive.range(entry);
        if (!range.has(descriptor.digest(), checkpoint)) {
            throw StoredArchive.wrongBytes(entry);
        }
        return new RestorableBlob(range, checkpoint);
    }

    @Override
    public void close() throws IOException {
        this.archive.close();
    }

    private void collect(Descriptor descriptor) throws IOException {
        byte[] content = this.archive.document(descriptor);
        Manifest manifest = ImageDocuments.readManifest(descriptor.mediaType(), content);
        if (manifest instanceof ImageIndex index) {
            for (Descriptor child : index.manifests()) {
                if (!this.manifests.containsKey(child.digest()) && this.archive.find(child).isPresent()) {
                    collect(child);
                }
            }
        }
        else if (manifest instanceof ImageManifest image) {
            List<Descriptor> parts = new ArrayList<>(image.layers());
            parts.add(image.config());
            parts.forEach((part) -> this.blobs.add(new Descriptor("", part.digest(), part.size())));
        }
        String mediaType = descriptor.mediaType().isEmpty() ? manifest.descriptor().mediaType()
                : descriptor.mediaType();
        this.manifests.put(descriptor.digest(),
                new RestorableManifest(new Descriptor(mediaType, descriptor.digest(), content.length), content));
    }

    /**
     * A manifest or index.
     *
     * @param descriptor its address
     * @param content its bytes, not to be changed
     */
    public record RestorableManifest(Descriptor descriptor, byte[] content) {
    }

}
