package dev.registryarchiver.job;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import dev.registryarchiver.archive.RestorableArchive;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.PushClient;

/**
 * Brings blobs to the registry, each over the wire once however many archives share it:
 * other repositories take it over from the one that has it. Safe for use by many threads.
 */
final class BlobRestorer {

    private final PushClient client;

    private final Runnable checkpoint;

    // By digest the repository that has the blob, or soon will have; nothing when it was
    // not to be brought there.
    private final Map<Digest, CompletableFuture<Optional<RepositoryName>>> places = new ConcurrentHashMap<>();

    /**
     * @param checkpoint called again and again; throws to end it
     */
    BlobRestorer(PushClient client, Runnable checkpoint) {
        this.client = client;
        this.checkpoint = checkpoint;
    }

    /** How a blob got to its repository. */
    enum Way {

        SENT, MOUNTED, PRESENT

    }

    /** Sees to it that a repository has a blob. */
    Way restore(RepositoryName repository, RestorableArchive archive, Descriptor blob) {
        this.checkpoint.run();
        if (this.client.hasBlob(repository, blob)) {
            this.places.putIfAbsent(blob.digest(), CompletableFuture.completedFuture(Optional.of(repository)));
            return Way.PRESENT;
        }
        VerifiedBlob content = new VerifiedBlob(archive, blob, this.checkpoint);
        while (true) {
            this.checkpoint.run();
            CompletableFuture<Optional<RepositoryName>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<RepositoryName>> place = this.places.putIfAbsent(blob.digest(), mine);
            if (place == null) {
                send(repository, blob, content, mine);
                return Way.SENT;
            }
            Optional<RepositoryName> from = place.join();
            if (from.isPresent()) {
                return takeOver(repository, blob, from.get(), content);
            }
        }
    }

    private void send(RepositoryName repository, Descriptor blob, VerifiedBlob content,
            CompletableFuture<Optional<RepositoryName>> place) {
        Optional<RepositoryName> sentTo = Optional.empty();
        try {
            content.verify();
            this.client.pushBlob(repository, blob, null, content);
            sentTo = Optional.of(repository);
        }
        finally {
            if (sentTo.isEmpty()) {
                this.places.remove(blob.digest(), place);
            }
            place.complete(sentTo);
        }
    }

    private Way takeOver(RepositoryName repository, Descriptor blob, RepositoryName from, VerifiedBlob content) {
        if (from.equals(repository) && this.client.hasBlob(repository, blob)) {
            return Way.PRESENT;
        }
        return this.client.pushBlob(repository, blob, from, content) ? Way.MOUNTED : Way.SENT;
    }

}
