package dev.registryarchiver.selection;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageConfig;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Platform;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Schema1Manifest;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.ImageInventory;
import dev.registryarchiver.inventory.KnownImage;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryException;

/**
 * Follows what a tag points at to the image of one platform and to its dates. Only what
 * is true for ever is remembered: a missing platform may still be pushed, and an
 * exception says nothing about the image.
 */
final class ImageResolver {

    private static final String CREATED = "org.opencontainers.image.created";

    private static final String BUILD_DATE = "org.label-schema.build-date";

    private static final Platform UNKNOWN_PLATFORM = new Platform("unknown", "unknown", "", "");

    // What a platform consists of goes into names, log lines and columns.
    private static final Pattern PLAIN_PLATFORM = Pattern.compile("[A-Za-z0-9._/-]{1,90}");

    private static final int MAX_MEDIA_TYPE = 255;

    // Only an index made to waste requests has as many entries for one platform.
    private static final int MAX_CANDIDATES = 50;

    private static final int MAX_PLATFORMS_NAMED = 8;

    private final RegistryClient registry;

    private final @Nullable ImageInventory inventory;

    /**
     * @param inventory what is remembered; {@code null} to remember nothing
     */
    ImageResolver(RegistryClient registry, @Nullable ImageInventory inventory) {
        this.registry = registry;
        this.inventory = inventory;
    }

    /**
     * What a document is under a choice of platform, from memory or from the registry.
     * @throws BrokenImageException if something cannot be learned for good; nothing is
     * remembered then either
     * @throws RuntimeException of the registry, its authentication or its transport, if
     * something could not be learned; nothing is remembered then
     */
    KnownImage resolve(RepositoryName repository, Manifest tagged, PlatformChoice choice) {
        Request request = new Request(repository, tagged, choice);
        ImageInventory memory = this.inventory;
        return (memory == null) ? find(request).image()
                : memory.known(tagged.descriptor().digest(), choice.toString()).orElseGet(() -> learn(request, memory));
    }

    private KnownImage learn(Request request, ImageInventory memory) {
        Finding finding = find(request);
        if (finding.lasting()) {
            memory.remember(finding.image());
        }
        return finding.image();
    }

    private Finding find(Request request) {
        try {
            if (request.tagged() instanceof ImageIndex index) {
                return findInIndex(request, index);
            }
            if (request.tagged() instanceof ImageManifest manifest) {
                return examine(request, manifest, null);
            }
            if (request.tagged() instanceof Schema1Manifest schema1) {
                return schema1(request, schema1);
            }
            return request
                .notAnImage("it is a document of type " + Printable.of(request.tagged().descriptor().mediaType()));
        }
        catch (MalformedDocumentException ex) {
            // The media type that a server adds is part of the judgement, and it may be
            // put right.
            return request.notAnImage(ex.getMessage()).forNow();
        }
        catch (RegistryException ex) {
            throw ex.isLasting() ? new BrokenImageException(request.indexDates(), ex) : ex;
        }
    }

    private Finding schema1(Request request, Schema1Manifest schema1) {
        BuildDates dates = new BuildDates(instant(schema1.created()), null, null, null, null, null);
        return request.refused("it is of Docker schema 1, which docker load no longer accepts; push it again", dates);
    }

    private Finding findInIndex(Request request, ImageIndex index) {
        if (index.hasSubject()) {
            return request.notAnImage("it is attached to another manifest (signature, attestation or SBOM)");
        }
        IndexEntries entries = IndexEntries.of(index, (entry) -> fetch(request.repository(), entry));
        boolean complete = entries.complete();
        Finding last = null;
        List<Descriptor> candidates = PlatformPolicy.candidates(entries.manifests(), request.choice());
        for (Descriptor entry : candidates.subList(0, Math.min(candidates.size(), MAX_CANDIDATES))) {
            Optional<Manifest> child = fetch(request.repository(), entry);
            if (child.isEmpty()) {
                complete = false;
                continue;
            }
            Finding finding = examine(request, child.get(), entry);
            if (finding.decides()) {
                return complete ? finding : finding.forNow();
            }
            last = finding;
        }
        if (last == null) {
            String why = whyNothing(request, entries, complete);
            last = complete ? request.refused(why, datesOfAnother(request, entries)) : request.notAnImage(why);
        }
        return complete ? last : last.forNow();
    }

    /**
     * When an index without the wanted platform was built: whether that matters depends
     * on the other tags.
     */
    private BuildDates datesOfAnother(Request request, IndexEntries entries) {
        Optional<Descriptor> another = entries.manifests()
            .stream()
            .filter((entry) -> PlatformPolicy.isUsable(entry) && !PlatformPolicy.isSilent(entry))
            .findFirst();
        if (another.isEmpty()) {
            return BuildDates.NONE;
        }
        try {
            return fetch(request.repository(), another.get()).filter((document) -> document instanceof ImageManifest)
                .map((document) -> datesOf(request, (ImageManifest) document))
                .orElse(request.indexDates());
        }
        catch (BrokenImageException ex) {
            return ex.dates();
        }
        catch (MalformedDocumentException ex) {
            return request.indexDates();
        }
        catch (RegistryException ex) {
            if (!ex.isLasting()) {
                throw ex;
            }
            return request.indexDates();
        }
    }

    private BuildDates datesOf(Request request, ImageManifest manifest) {
        return manifest.whyNotAnImage().isPresent() ? request.indexDates()
                : dates(request, manifest, readConfig(request, manifest));
    }

    private Optional<Manifest> fetch(RepositoryName repository, Descriptor entry) {
        try {
            return Optional.of(this.registry.fetchManifest(repository, entry));
        }
        catch (ManifestMissingException ex) {
            // Mirrors often hold some platforms of an index only.
            return Optional.empty();
        }
    }

    private static String whyNothing(Request request, IndexEntries entries, boolean complete) {
        String choice = request.choice().toString();
        if (!complete) {
            return "the registry does not have the manifest for %s that its index names".formatted(choice);
        }
        if (entries.tooDeep()) {
            return "its indexes are nested deeper than %d levels".formatted(IndexEntries.MAX_DEPTH);
        }
        String offered = entries.manifests()
            .stream()
            .filter((entry) -> PlatformPolicy.isUsable(entry) && !PlatformPolicy.isSilent(entry))
            .map((entry) -> String.valueOf(entry.platform()))
            .distinct()
            .limit(MAX_PLATFORMS_NAMED)
            .collect(Collectors.joining(", "));
        return offered.isEmpty() ? "its index holds no image"
                : "its index has no image for %s, only for %s".formatted(choice, Printable.of(offered));
    }

    private Finding examine(Request request, Manifest document, @Nullable Descriptor entry) {
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
        // decided
        // when all tags are known.
        if (entry != null && named == null && !config.platform().isUnknown()
                && !PlatformPolicy.accepts(request.choice(), config.platform())) {
            return request.notAnImage("it runs on %s and not on %s"
                .formatted(Printable.of(config.platform().toString()), request.choice()));
        }
        BuildDates dates = dates(request, manifest, config);
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
        return request.image(manifest, plain((named != null) ? named : config.platform()), dates);
    }

    // An image that is known without its index is told apart by nothing but what the
    // index says of it; its config need not be read again.
    private Optional<Finding> recall(Request request, ImageManifest manifest, Descriptor entry) {
        return Optional.ofNullable(this.inventory)
            .flatMap((memory) -> memory.known(manifest.descriptor().digest(), request.choice().toString()))
            .filter((known) -> known.isImage() && !PlatformPolicy.isSilent(entry))
            .map((known) -> request.image(manifest, plain(Objects.requireNonNull(entry.platform())),
                    annotated(known.dates(), request)));
    }

    private static BuildDates annotated(BuildDates dates, Request request) {
        return new BuildDates(dates.created(), dates.manifestAnnotation(), request.indexDates().indexAnnotation(),
                dates.label(), dates.buildDateLabel(), dates.lastHistory());
    }

    private static Optional<String> whyRefused(ImageManifest manifest, ImageConfig config) {
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

    private ImageConfig readConfig(Request request, ImageManifest manifest) {
        try {
            return ImageDocuments.readConfig(this.registry.fetchContent(request.repository(), manifest.config()));
        }
        catch (RegistryException ex) {
            throw ex.isLasting() ? new BrokenImageException(annotations(request, manifest), ex) : ex;
        }
    }

    private static BuildDates dates(Request request, ImageManifest manifest, ImageConfig config) {
        BuildDates annotations = annotations(request, manifest);
        return new BuildDates(instant(config.created()), annotations.manifestAnnotation(),
                annotations.indexAnnotation(), instant(config.labels().get(CREATED)),
                instant(config.labels().get(BUILD_DATE)), instant(config.lastHistoryCreated()));
    }

    private static BuildDates annotations(Request request, ImageManifest manifest) {
        return new BuildDates(null, instant(manifest.annotations().get(CREATED)),
                request.indexDates().indexAnnotation(), null, null, null);
    }

    /**
     * What is known of an image whose manifest and config lie on the disk; nothing when
     * it would not be chosen.
     */
    static Optional<KnownImage> known(ImageManifest manifest, ImageConfig config, PlatformChoice choice) {
        if (manifest.whyNotAnImage().isPresent() || whyRefused(manifest, config).isPresent()) {
            return Optional.empty();
        }
        Descriptor address = address(manifest.descriptor());
        BuildDates dates = new BuildDates(instant(config.created()), instant(manifest.annotations().get(CREATED)), null,
                instant(config.labels().get(CREATED)), instant(config.labels().get(BUILD_DATE)),
                instant(config.lastHistoryCreated()));
        return Optional.of(new KnownImage(address, choice.toString(), "", address, plain(config.platform()), dates,
                manifest.contentSize()));
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return CreatedParser.parse(text).orElse(null);
    }

    private static Platform plain(Platform platform) {
        boolean plain = PLAIN_PLATFORM.matcher(platform.toString()).matches()
                && (platform.osVersion().isEmpty() || PLAIN_PLATFORM.matcher(platform.osVersion()).matches());
        return plain ? platform : UNKNOWN_PLATFORM;
    }

    /** A document bare of everything that only its index says of it. */
    private static Descriptor address(Descriptor descriptor) {
        String mediaType = descriptor.mediaType();
        return new Descriptor((mediaType.length() <= MAX_MEDIA_TYPE) ? mediaType : "", descriptor.digest(),
                descriptor.size());
    }

    /** What is to be resolved. */
    private record Request(RepositoryName repository, Manifest tagged, PlatformChoice choice) {

        /** What is known before anything else is fetched. */
        BuildDates indexDates() {
            Instant annotation = (this.tagged instanceof ImageIndex index) ? instant(index.annotations().get(CREATED))
                    : null;
            return new BuildDates(null, null, annotation, null, null, null);
        }

        Finding image(ImageManifest manifest, Platform platform, BuildDates dates) {
            return new Finding(new KnownImage(address(this.tagged.descriptor()), this.choice.toString(), "",
                    address(manifest.descriptor()), platform, dates, manifest.contentSize()), true, true);
        }

        /** An image that cannot be archived; its dates tell whether that matters. */
        Finding refused(String why, BuildDates dates) {
            Descriptor address = address(this.tagged.descriptor());
            return new Finding(
                    new KnownImage(address, this.choice.toString(), why, address, UNKNOWN_PLATFORM, dates, 0), true,
                    true);
        }

        Finding notAnImage(@Nullable String why) {
            return new Finding(KnownImage.notAnImage(address(this.tagged.descriptor()), this.choice.toString(),
                    (why != null) ? why : "it cannot be read"), false, true);
        }

    }

    /**
     * What came out.
     *
     * @param decides whether it ends the search in an index
     * @param lasting whether it is true for ever
     */
    private record Finding(KnownImage image, boolean decides, boolean lasting) {

        Finding forNow() {
            return new Finding(this.image, this.decides, false);
        }

    }

}
