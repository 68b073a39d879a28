package dev.registryarchiver.archive;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.ArchivedBlob;
import dev.registryarchiver.inventory.ArchivedImage;

/**
 * What a published archive says of itself, read from its headers and its small documents.
 * Its layers are not read; whoever copies one verifies it.
 *
 * @param path file, relative to the archive directory, with forward slashes
 * @param blobs everything in it that has a digest
 * @param image the image of this registry that it was written for; {@code null} when it
 * is of another registry
 * @param manifest its manifest, {@code null} when it holds the whole index
 * @param config the config of that manifest
 */
public record FoundArchive(String path, List<ArchivedBlob> blobs, @Nullable ArchivedImage image,
        @Nullable ImageManifest manifest, @Nullable ImageConfig config) {

    private static final String BLOBS = "blobs/";

    private static final int MAX_DOCUMENT = 4 << 20;

    public FoundArchive {
        blobs = List.copyOf(blobs);
    }

    /**
     * Reads an archive.
     * @return empty when it was not written by this program, or is not as it was written
     */
    static Optional<FoundArchive> read(ArchiveStore store, String name, Registry registry) {
        try (ArchiveBytes bytes = store.open(name)) {
            Optional<TarDirectory> directory = TarDirectory.read(bytes, ArchiveDocuments.LAYOUT_FILE);
            return directory.isPresent() ? new Reading(registry, name, bytes.size(), directory.get()).read()
                    : Optional.empty();
        }
        catch (IOException | MalformedDocumentException | IllegalArgumentException | DateTimeException ex) {
            // Whatever it is, it is none of ours; a run that needs its place says so.
            return Optional.empty();
        }
    }

    private record Reading(Registry registry, String path, long size, TarDirectory directory) {

        Optional<FoundArchive> read() throws IOException {
            Optional<byte[]> index = document(ArchiveDocuments.INDEX_FILE);
            if (index.isEmpty()
                    || !(ImageDocuments.readManifest(MediaTypes.OCI_INDEX, index.get()) instanceof ImageIndex layout)
                    || layout.manifests().size() != 1) {
                return Optional.empty();
            }
            Descriptor root = layout.manifests().get(0);
            Optional<byte[]> content = blob(root);
            return content.isPresent() ? Optional.of(found(root, content.get())) : Optional.empty();
        }

        private FoundArchive found(Descriptor root, byte[] content) throws IOException {
            ImageManifest manifest = (ImageDocuments.readManifest(root.mediaType(),
                    content) instanceof ImageManifest single) ? single : null;
            Optional<byte[]> config = (manifest != null) ? blob(manifest.config()) : Optional.empty();
            return new FoundArchive(this.path, blobs(), image(root), manifest,
                    config.map(ImageDocuments::readConfig).orElse(null));
        }

        /** The image, where file and place are exactly those it would be given. */
        private @Nullable ArchivedImage image(Descriptor root) {
            Map<String, String> annotations = root.annotations();
            Tag tag = Tag.of(annotations.getOrDefault(ArchiveDocuments.REF_NAME, ""));
            @Nullable String written = annotations.get(ArchiveDocuments.CREATED);
            @Nullable Instant created = (written != null) ? Instant.parse(written) : null;
            return repositories(annotations.getOrDefault(ArchiveDocuments.CONTAINERD_NAME, ""), tag)
                .filter((repository) -> ArchiveName.of(repository, tag, created, root.digest()).equals(this.path))
                .findFirst()
                .map((repository) -> new ArchivedImage(repository, root.digest(), tag, created, this.path, this.size))
                .orElse(null);
        }

        // Docker Hub's official images are named in full there, and elsewhere by their
        // last word.
        private Stream<RepositoryName> repositories(String name, Tag tag) {
            String before = this.registry.name() + "/";
            String after = ":" + tag;
            if (!name.startsWith(before) || !name.endsWith(after)
                    || name.length() <= before.length() + after.length()) {
                return Stream.empty();
            }
            RepositoryName full = RepositoryName.of(name.substring(before.length(), name.length() - after.length()));
            RepositoryName last = RepositoryName.of(full.value().substring(full.value().lastIndexOf('/') + 1));
            return Stream.of(full, last).filter((repository) -> this.registry.qualify(repository).equals(full));
        }

        private List<ArchivedBlob> blobs() {
            List<ArchivedBlob> blobs = new ArrayList<>();
            this.directory.files().forEach((name, range) -> {
                if (name.startsWith(BLOBS)) {
                    Digest digest = Digest.of(name.substring(BLOBS.length()).replace('/', ':'));
                    blobs.add(new ArchivedBlob(digest, this.path, range.position(), range.length()));
                }
            });
            return blobs;
        }

        private Optional<byte[]> blob(Descriptor descriptor) throws IOException {
            return document(ArchivePart.pathOf(descriptor.digest())).filter(descriptor::matches);
        }

        private Optional<byte[]> document(String name) throws IOException {
            Optional<FileRange> range = this.directory.find(name, MAX_DOCUMENT);
            return range.isPresent() ? Optional.of(range.get().bytes()) : Optional.empty();
        }

    }

}
