package dev.registryarchiver.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import dev.registryarchiver.archive.ImageSource;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.BlobMissingException;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RegistryClient;

/**
 * The registry as the source of what archives are made of; the only place where archiving
 * and the protocol meet.
 */
final class RegistryImageSource implements ImageSource {

    private final RegistryClient registry;

    RegistryImageSource(RegistryClient registry) {
        this.registry = registry;
    }

    @Override
    public Optional<byte[]> fetchDocument(RepositoryName repository, Descriptor descriptor) {
        boolean manifest = MediaTypes.isImageManifest(descriptor.mediaType())
                || MediaTypes.isIndex(descriptor.mediaType());
        try {
            return Optional.of(manifest ? this.registry.fetchManifest(repository, descriptor).content()
                    : this.registry.fetchContent(repository, descriptor));
        }
        catch (ManifestMissingException | BlobMissingException ex) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream openBlob(RepositoryName repository, Descriptor descriptor, long offset) throws IOException {
        try {
            return this.registry.openBlob(repository, descriptor, offset);
        }
        catch (BlobMissingException ex) {
            throw new FileNotFoundException(ex.getMessage());
        }
    }

    @Override
    public Optional<InputStream> openPart(RepositoryName repository, Descriptor descriptor, long offset, long end)
            throws IOException {
        return this.registry.openBlobPart(repository, descriptor, offset, end);
    }

}
