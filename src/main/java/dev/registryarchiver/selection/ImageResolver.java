package dev.registryarchiver.selection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Schema1Manifest;
import dev.registryarchiver.inventory.BuildDates;
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

    // Only an index made to waste requests has as many entries for one platform.
    private static final int MAX_CANDIDATES = 50;

    private static final int MAX_PLATFORMS_NAMED = 8;

    private final RegistryClient registry;

    private final @Nullable ImageMemory memory;

    private final ImageExaminer examiner;

    /**
     * @param memory what is remembered; {@code null} to remember nothing
     */
    ImageResolver(RegistryClient registry, @Nullable ImageMemory memory) {
        this.registry = registry;
        this.memory = memory;
        this.examiner = new ImageExaminer(registry, memory);
    }

    /**
     * What a document is under a choice of platform, from memory or from the registry.
     * @throws BrokenImageException if something cannot be learned for good; nothing is
     * remembered then either
     * @throws RuntimeException of the registry, its authentication or its transport, if
     * something could not be learned; nothing is remembered then
     */
    KnownImage resolve(RepositoryName repository, Manifest tagged, PlatformChoice choice) {
        ResolveRequest request = new ResolveRequest(repository, tagged, choice);
        ImageMemory memory = this.memory;
        return (memory == null) ? find(request).image()
                : memory.known(tagged.descriptor().digest(), choice).orElseGet(() -> learn(request, memory));
    }

    private KnownImage learn(ResolveRequest request, ImageMemory memory) {
        Finding finding = find(request);
        if (finding.lasting()) {
            memory.learn(finding.image());
        }
        return finding.image();
    }

    private Finding find(ResolveRequest request) {
        try {
            if (request.tagged() instanceof ImageIndex index) {
                return findInIndex(request, index);
            }
            if (request.tagged() instanceof ImageManifest manifest) {
                return this.examiner.examine(request, manifest, null);
            }
            if (request.tagged() instanceof Schema1Manifest schema1) {
                return request.refused("it is of Docker schema 1, which docker load no longer accepts; push it again",
                        ImageDates.of(schema1));
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

    private Finding findInIndex(ResolveRequest request, ImageIndex index) {
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
            Finding finding = this.examiner.examine(request, child.get(), entry);
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
    private BuildDates datesOfAnother(ResolveRequest request, IndexEntries entries) {
        Optional<Descriptor> another = entries.manifests()
            .stream()
            .filter((entry) -> PlatformPolicy.isUsable(entry) && !PlatformPolicy.isSilent(entry))
            .findFirst();
        if (another.isEmpty()) {
            return BuildDates.NONE;
        }
        try {
            return fetch(request.repository(), another.get()).filter((document) -> document instanceof ImageManifest)
                .map((document) -> this.examiner.datesOf(request, (ImageManifest) document))
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

    private Optional<Manifest> fetch(RepositoryName repository, Descriptor entry) {
        try {
            return Optional.of(this.registry.fetchManifest(repository, entry));
        }
        catch (ManifestMissingException ex) {
            // Mirrors often hold some platforms of an index only.
            return Optional.empty();
        }
    }

    private static String whyNothing(ResolveRequest request, IndexEntries entries, boolean complete) {
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

}
