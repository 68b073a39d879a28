package dev.registryarchiver.selection;

import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryException;

/**
 * Tells of one manifest whether it is an image that can be archived, and when that was
 * built.
 */
final class ImageExaminer {

    private final RegistryClient registry;

    private final @Nullable ImageMemory memory;

    ImageExaminer(RegistryClient registry, @Nullable ImageMemory memory) {
        this.registry = registry;
        this.memory = memory;
    }

    /**
     * @param entry what the index says of the manifest; {@code null} for a tag without an
     * index
     */
    Finding examine(ResolveRequest request, Manifest document, @Nullable Descriptor entry) {
        if (!(document instanceof ImageManifest manifest)) {
            return request.notAnImage("its index names something as a manifest that is none");
        }
        Optional<String> whyNot = manifest.whyNotAnImage();
        if (whyNot.isPresent()) {
            return request.notAnImage(whyNot.get());
        }
        Optional<Finding> recalled = (entry != null) ? recall(request, manifest, entry) : Optional.empty();
        if (recalled.isPresent()) {
            return recalled.get();
        }
        ImageConfig config = readConfig(request, manifest);
        Platform named = (entry != null && !PlatformPolicy.isSilent(entry)) ? entry.platform() : null;
        // A tag without an index offers no choice; whether to take what it offers is
        // decided when all tags are known.
        if (entry != null && named == null && !config.platform().isUnknown()
                && !PlatformPolicy.accepts(request.choice(), config.platform())) {
            return request.notAnImage("it runs on %s and not on %s"
                .formatted(Printable.of(config.platform().toString()), request.choice()));
        }
        BuildDates dates = ImageDates.of(manifest, config, request.indexDates());
        Optional<String> whyRefused = whyRefused(manifest, config);
        if (whyRefused.isPresent()) {
            return request.refused(whyRefused.get(), dates);
        }
        if (!holdsForeignLayers(request.repository(), manifest)) {
            // They may still be pushed.
            return request
                .refused("it has layers that the registry does not hold and that must be fetched from elsewhere", dates)
                .forNow();
        }
        return request.image(manifest, (named != null) ? named : config.platform(), dates);
    }

    /** When an image was built, whether or not it can be archived. */
    BuildDates datesOf(ResolveRequest request, ImageManifest manifest) {
        return manifest.whyNotAnImage().isPresent() ? request.indexDates()
                : ImageDates.of(manifest, readConfig(request, manifest), request.indexDates());
    }

    // An image that is known without its index is told apart by nothing but what the
    // index says of it; its config need not be read again.
    private Optional<Finding> recall(ResolveRequest request, ImageManifest manifest, Descriptor entry) {
        return Optional.ofNullable(this.memory)
            .flatMap((known) -> known.known(manifest.descriptor().digest(), request.choice()))
            .filter((known) -> known.isImage() && !PlatformPolicy.isSilent(entry))
            .map((known) -> request.image(manifest, Objects.requireNonNull(entry.platform()),
                    ImageDates.under(request.indexDates(), known.dates())));
    }

    static Optional<String> whyRefused(ImageManifest manifest, ImageConfig config) {
        int layers = manifest.layers().size();
        if (config.diffIds().size() != layers) {
            return Optional.of("the number of layers differs: %d in its manifest and %d in its config".formatted(layers,
                    config.diffIds().size()));
        }
        if (manifest.layers().stream().anyMatch((layer) -> MediaTypes.isEncryptedLayer(layer.mediaType()))) {
            return Optional.of("it has encrypted layers");
        }
        return Optional.empty();
    }

    /**
     * Layers that name other places, such as those of Windows, are often in the registry
     * all the same. The other places are never asked: whoever wrote the manifest chose
     * them.
     */
    private boolean holdsForeignLayers(RepositoryName repository, ImageManifest manifest) {
        return manifest.layers()
            .stream()
            .filter((layer) -> MediaTypes.isForeignLayer(layer.mediaType()) || !layer.urls().isEmpty())
            .distinct()
            .allMatch((layer) -> this.registry.hasBlob(repository, layer));
    }

    private ImageConfig readConfig(ResolveRequest request, ImageManifest manifest) {
        try {
            return ImageDocuments.readConfig(this.registry.fetchContent(request.repository(), manifest.config()));
        }
        catch (RegistryException ex) {
            throw ex.isLasting() ? new BrokenImageException(ImageDates.of(manifest, request.indexDates()), ex) : ex;
        }
    }

}
