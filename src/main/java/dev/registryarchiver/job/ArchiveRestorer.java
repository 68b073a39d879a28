package dev.registryarchiver.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.archive.RestorableArchive;
import dev.registryarchiver.archive.RestorableArchive.RestorableManifest;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.job.BlobRestorer.Way;
import dev.registryarchiver.registry.PushClient;
import dev.registryarchiver.report.Quantities;
import dev.registryarchiver.report.RestoredArchive;
import dev.registryarchiver.report.RestoredArchive.State;

/**
 * Pushes one archive: its blobs, then the manifests of an index, and at last what the
 * tags point at, so that a tag never points at something incomplete. Safe for use by many
 * threads.
 */
final class ArchiveRestorer {

    private static final Logger logger = LoggerFactory.getLogger(ArchiveRestorer.class);

    private final PushClient client;

    private final BlobRestorer blobs;

    private final Executor executor;

    private final boolean overwrite;

    /**
     * @param executor pushes blobs in parallel
     * @param overwrite whether tags may be made to point at something else
     */
    ArchiveRestorer(PushClient client, BlobRestorer blobs, Executor executor, boolean overwrite) {
        this.client = client;
        this.blobs = blobs;
        this.executor = executor;
        this.overwrite = overwrite;
    }

    /**
     * Pushes what is not there.
     * @throws IOException if the archive is damaged, or cannot be read
     */
    RestoredArchive restore(RestorePlan.Entry entry) throws IOException {
        RestoreName name = entry.target();
        Digest digest = entry.known().root().digest();
        List<Tag> missing = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        for (Tag tag : name.tags()) {
            Optional<Digest> present = this.client.findDigest(name.repository(), tag);
            if (present.isPresent() && !present.get().equals(digest) && !this.overwrite) {
                taken
                    .add("%s:%s is another image in the registry, %s".formatted(name.repository(), tag, present.get()));
            }
            else if (present.isEmpty() || !present.get().equals(digest)) {
                missing.add(tag);
            }
        }
        Map<Way, Long> bytes = missing.isEmpty() ? Map.of() : push(entry, missing);
        RestoredArchive.Bytes ways = new RestoredArchive.Bytes(bytes.getOrDefault(Way.SENT, 0L),
                bytes.getOrDefault(Way.MOUNTED, 0L), bytes.getOrDefault(Way.PRESENT, 0L));
        if (!taken.isEmpty()) {
            String kept = missing.isEmpty() ? "" : " (pushed as %s)".formatted(name.withTags(missing));
            return restored(entry, State.FAILED, ways,
                    "%s%s. Give --restore.overwrite=true to replace it".formatted(String.join("; ", taken), kept));
        }
        return restored(entry, missing.isEmpty() ? State.SKIPPED : State.PUSHED, ways, entry.detail());
    }

    private Map<Way, Long> push(RestorePlan.Entry entry, List<Tag> tags) throws IOException {
        RestoreName name = entry.target();
        try (RestorableArchive archive = entry.file().open()) {
            Descriptor root = archive.root();
            if (!root.digest().equals(entry.known().root().digest())) {
                throw new IOException("another archive has taken its place meanwhile");
            }
            logger.info("Pushing {} ({})", name, Quantities.count(archive.blobs().size(), "blob", "blobs"));
            Map<Way, Long> bytes = pushBlobs(name.repository(), archive);
            List<RestorableManifest> manifests = archive.manifests();
            for (RestorableManifest manifest : manifests.subList(0, manifests.size() - 1)) {
                if (!this.client.hasManifest(name.repository(), manifest.descriptor().digest())) {
                    this.client.pushManifest(name.repository(), manifest.descriptor(), manifest.content());
                }
            }
            RestorableManifest tagged = manifests.get(manifests.size() - 1);
            for (Tag tag : tags) {
                this.client.pushManifest(name.repository(), tag, tagged.descriptor(), tagged.content());
                this.client.requireDigest(name.repository(), tag, root.digest());
            }
            return bytes;
        }
    }

    private Map<Way, Long> pushBlobs(RepositoryName repository, RestorableArchive archive) throws IOException {
        Map<Descriptor, CompletableFuture<Way>> pending = new LinkedHashMap<>();
        archive.blobs()
            .forEach((blob) -> pending.put(blob,
                    CompletableFuture.supplyAsync(() -> this.blobs.restore(repository, archive, blob), this.executor)));
        Map<Way, Long> bytes = new EnumMap<>(Way.class);
        List<Throwable> failures = new ArrayList<>();
        // All of them, so that none reads the archive when it is closed.
        pending.forEach((blob, future) -> {
            try {
                bytes.merge(future.join(), blob.size(), Long::sum);
            }
            catch (CompletionException ex) {
                failures.add((ex.getCause() != null) ? ex.getCause() : ex);
            }
        });
        for (Throwable failure : failures) {
            rethrow(failure);
        }
        return bytes;
    }

    private static void rethrow(Throwable failure) throws IOException {
        if (failure instanceof UncheckedIOException unchecked) {
            throw unchecked.getCause();
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw new IllegalStateException(failure);
    }

    private static RestoredArchive restored(RestorePlan.Entry entry, State state, RestoredArchive.Bytes bytes,
            String detail) {
        RestoreName name = entry.target();
        return new RestoredArchive(entry.file().label(), state, name.repository().value(),
                name.tags().stream().map(Tag::value).toList(), entry.known().root().digest().toString(), bytes, detail);
    }

}
