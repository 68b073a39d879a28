package dev.registryarchiver.selection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.inventory.BuildDates;
import dev.registryarchiver.inventory.KnownImage;
import dev.registryarchiver.registry.ContentMismatchException;
import dev.registryarchiver.registry.ManifestMissingException;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.registry.RegistryException;

/**
 * Finds out where the tags of one repository point, with as few requests as possible: one
 * HEAD for a tag that was seen before, one GET for a new one, neither where the list of
 * tags says where they point, and nothing more for a digest that is known.
 */
final class TagSurvey {

    private final RegistryClient registry;

    private final ImageMemory memory;

    private final ImageResolver resolver;

    private final RepositoryName repository;

    private final List<PlatformChoice> choices;

    private final Set<Tag> seen;

    private final Map<Tag, Digest> listed;

    private final ConcurrentMap<Tag, Digest> digests = new ConcurrentHashMap<>();

    private final ConcurrentMap<Digest, List<KnownImage>> images = new ConcurrentHashMap<>();

    private final ConcurrentMap<Tag, String> unreadable = new ConcurrentHashMap<>();

    // What is broken under its digest, and so for all of its tags, for each choice.
    private final ConcurrentMap<Digest, Map<PlatformChoice, BrokenImageException>> damaged = new ConcurrentHashMap<>();

    private final ConcurrentMap<Tag, RegistryException> withheld = new ConcurrentHashMap<>();

    private final AtomicReference<@Nullable ManifestMissingException> missing = new AtomicReference<>();

    // What another thread is finding out already.
    private final Set<Digest> claimed = ConcurrentHashMap.newKeySet();

    private final Set<Digest> fetched = ConcurrentHashMap.newKeySet();

    /**
     * @param memory what is known; the caller writes what is learned
     * @param seen tags whose digest was learned before
     * @param listed where tags point, as far as the list of tags said so
     */
    TagSurvey(RegistryClient registry, ImageMemory memory, RepositoryName repository, List<PlatformChoice> choices,
            Set<Tag> seen, Map<Tag, Digest> listed) {
        this.registry = registry;
        this.memory = memory;
        this.resolver = new ImageResolver(registry, memory);
        this.repository = repository;
        this.choices = choices;
        this.seen = seen;
        this.listed = listed;
    }

    /**
     * Looks at tags; when this returns, everything about them is known that can be. A tag
     * that was deleted meanwhile is left out.
     * @throws ManifestMissingException if not one of the tags has a manifest
     * @throws RuntimeException of the registry, its authentication or its transport, if
     * something could not be learned that another attempt may learn
     */
    void look(List<Tag> tags, WorkSharing workSharing) {
        workSharing.forEach(tags, this::look);
        // Their digest is not what came when another tag with it was fetched: it moved
        // between HEAD and GET, or the registry's HEAD does not tell the truth.
        List<Tag> unsettled = this.digests.entrySet()
            .stream()
            .filter((entry) -> !this.images.containsKey(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
        workSharing.forEach(unsettled, this::fetch);
        ManifestMissingException missing = this.missing.get();
        if (missing != null && this.digests.isEmpty() && this.unreadable.isEmpty() && this.withheld.isEmpty()) {
            // Not one of the listed tags has a manifest: that is no empty repository but
            // a broken one.
            throw missing;
        }
    }

    /** Where the tags point, without those that were deleted or cannot be read. */
    Map<Tag, Digest> digests() {
        return new TreeMap<>(this.digests);
    }

    /** Those of {@link #digests()} of which everything could be learned. */
    Map<Tag, Digest> settled() {
        Map<Tag, Digest> settled = digests();
        settled.values().removeAll(this.damaged.keySet());
        return settled;
    }

    /** The tags that cannot be judged under a choice of platform. */
    List<BrokenTag> broken(PlatformChoice choice) {
        List<BrokenTag> broken = new ArrayList<>();
        this.withheld.forEach((tag, cause) -> broken.add(new BrokenTag(tag, BuildDates.NONE, cause)));
        this.digests.forEach((tag, digest) -> {
            BrokenImageException damage = this.damaged.getOrDefault(digest, Map.of()).get(choice);
            if (damage != null) {
                broken.add(new BrokenTag(tag, damage.dates(), damage.fault()));
            }
        });
        broken.sort(Comparator.comparing(BrokenTag::tag, TagOrder.INSTANCE.reversed()));
        return broken;
    }

    /** What is at a digest, for each choice of platform in order. */
    List<KnownImage> images(Digest digest) {
        return this.images.getOrDefault(digest, List.of());
    }

    /** The tags whose documents cannot be read, with the reason. */
    Map<Tag, String> unreadable() {
        return new TreeMap<>(this.unreadable);
    }

    private void look(Tag tag) {
        Optional<Digest> digest = Optional.ofNullable(this.listed.get(tag))
            .or(() -> this.seen.contains(tag) ? ask(tag) : Optional.empty());
        if (digest.isPresent() && (!this.claimed.add(digest.get()) || recall(digest.get()))) {
            this.digests.put(tag, digest.get());
        }
        else {
            fetch(tag);
        }
    }

    private Optional<Digest> ask(Tag tag) {
        return this.registry.headManifest(this.repository, tag).map(Descriptor::digest);
    }

    private boolean recall(Digest digest) {
        List<KnownImage> known = this.choices.stream()
            .flatMap((choice) -> this.memory.known(digest, choice).stream())
            .toList();
        boolean complete = known.size() == this.choices.size();
        if (complete) {
            this.images.put(digest, known);
        }
        return complete;
    }

    // By tag and not by the digest that HEAD told, because the digest of what comes can
    // be computed, while a wrong one could only be refused.
    private void fetch(Tag tag) {
        this.digests.remove(tag);
        try {
            Manifest manifest = fetchManifest(tag);
            Digest digest = manifest.descriptor().digest();
            if (this.fetched.add(digest)) {
                this.images.put(digest, resolve(manifest));
            }
            this.digests.put(tag, digest);
        }
        catch (ManifestMissingException ex) {
            // Deleted since the tags were listed, unless it is all of them.
            this.missing.compareAndSet(null, ex);
        }
        catch (MalformedDocumentException ex) {
            this.unreadable.put(tag, String.valueOf(ex.getMessage()));
        }
        catch (RegistryException ex) {
            if (!ex.isLasting()) {
                throw ex;
            }
            this.withheld.put(tag, ex);
        }
    }

    private Manifest fetchManifest(Tag tag) {
        try {
            return this.registry.fetchManifest(this.repository, tag);
        }
        catch (ContentMismatchException ex) {
            // It may only have been damaged on its way.
            return this.registry.fetchManifest(this.repository, tag);
        }
    }

    private List<KnownImage> resolve(Manifest manifest) {
        return this.choices.stream().map((choice) -> resolve(manifest, choice)).toList();
    }

    private KnownImage resolve(Manifest manifest, PlatformChoice choice) {
        try {
            return resolveTwice(manifest, choice);
        }
        catch (BrokenImageException ex) {
            Descriptor tagged = manifest.descriptor();
            this.damaged.computeIfAbsent(tagged.digest(), (digest) -> new ConcurrentHashMap<>()).put(choice, ex);
            return KnownImage.notAnImage(tagged, choice.toString(), String.valueOf(ex.fault().getMessage()));
        }
    }

    private KnownImage resolveTwice(Manifest manifest, PlatformChoice choice) {
        try {
            return this.resolver.resolve(this.repository, manifest, choice);
        }
        catch (BrokenImageException ex) {
            if (!ex.isWorthAnotherLook()) {
                throw ex;
            }
            return this.resolver.resolve(this.repository, manifest, choice);
        }
    }

}
