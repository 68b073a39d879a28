package dev.registryarchiver.selection;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.KnownImage;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RegistryClient;

/**
 * Looks at one image as a run would, and remembers nothing. Layers are not fetched. Every
 * method may end in an exception of the registry, its authentication or its transport.
 */
public final class ImageInspector {

    private final RegistryClient registry;

    private final ImageResolver resolver;

    private final List<PlatformChoice> choices;

    private final TagPolicy tagPolicy;

    private final Clock clock;

    /**
     * @param clock tells which dates lie in the future
     */
    public ImageInspector(RegistryClient registry, SelectionProperties properties, Clock clock) {
        this.registry = registry;
        this.resolver = new ImageResolver(registry, null);
        this.choices = properties.platformChoices();
        this.tagPolicy = properties.tags().policy();
        this.clock = clock;
    }

    /**
     * The entries of an index and of the indexes inside it that are meant as images.
     */
    public List<Descriptor> platforms(RepositoryName repository, ImageIndex index) {
        return IndexEntries.of(index, (entry) -> fetch(repository, entry))
            .manifests()
            .stream()
            .filter(PlatformPolicy::isUsable)
            .toList();
    }

    /**
     * The image that each platform of the settings leads to, in their order.
     * @param tagged what a tag or digest points at
     */
    public List<Inspection> inspect(RepositoryName repository, Manifest tagged) {
        return this.choices.stream().map((choice) -> inspect(repository, tagged, choice)).toList();
    }

    /** Of some tags the one that sounds newest, among those the settings admit. */
    public Optional<Tag> foremost(List<Tag> tags) {
        return ConsideredTags.of(tags, this.tagPolicy).considered().stream().max(TagOrder.INSTANCE);
    }

    private Inspection inspect(RepositoryName repository, Manifest tagged, PlatformChoice choice) {
        KnownImage known = this.resolver.resolve(repository, tagged, choice);
        BuildTime time = BuildTime.of(known.dates(), this.clock.instant());
        if (!known.isImage()) {
            return new Inspection(choice.toString(), known.notAnImage(), known.platform(), null, null, time.instant(),
                    time.reason());
        }
        // Both were fetched a moment ago and are still at hand.
        ImageManifest manifest = (tagged instanceof ImageManifest itself) ? itself
                : (ImageManifest) this.registry.fetchManifest(repository, known.manifest());
        byte[] config = this.registry.fetchContent(repository, manifest.config());
        return new Inspection(choice.toString(), "", known.platform(), manifest, ImageDocuments.readDetails(config),
                time.instant(), time.reason());
    }

    private Optional<Manifest> fetch(RepositoryName repository, Descriptor entry) {
        try {
            return Optional.of(this.registry.fetchManifest(repository, entry));
        }
        catch (ManifestMissingException ex) {
            return Optional.empty();
        }
    }

}
