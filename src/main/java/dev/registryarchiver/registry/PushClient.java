package dev.registryarchiver.registry;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.registry.UploadEndpoint.NotMountedException;
import dev.registryarchiver.transport.TransportException;

/**
 * The distribution API of one registry, as far as writing goes. Every call may also end
 * in a {@link TransportException} when no answer was to be had, or in an exception of
 * package {@code auth} when the registry wants other credentials. Safe for use by many
 * threads.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push">distribution-spec,
 * push</a>
 */
public final class PushClient {

    private final Registry registry;

    private final UploadPolicy policy;

    private final ManifestPushEndpoint manifests;

    private final UploadEndpoint uploads;

    private final UploadHabits habits;

    public PushClient(AuthorizedTransport transport, Registry registry, UploadPolicy policy) {
        this.registry = registry;
        this.policy = policy;
        this.manifests = new ManifestPushEndpoint(transport, registry);
        this.uploads = new UploadEndpoint(transport, registry);
        this.habits = new UploadHabits(policy.chunkSize());
    }

    /**
     * What a tag points at, asked with the rights to push: many registries tell nobody
     * else of a repository that does not exist yet.
     * @return nothing when there is no such tag
     */
    public Optional<Digest> findDigest(RepositoryName repository, Tag tag) {
        return this.manifests.find(this.registry.qualify(repository), tag.value());
    }

    /** Whether a repository has a manifest or index. */
    public boolean hasManifest(RepositoryName repository, Digest digest) {
        return this.manifests.find(this.registry.qualify(repository), digest.toString()).isPresent();
    }

    /** Whether a repository has a blob. */
    public boolean hasBlob(RepositoryName repository, Descriptor blob) {
        return this.uploads.has(this.registry.qualify(repository), blob);
    }

    /**
     * Brings a blob to a repository that does not have it.
     * @param from another repository that has it, or {@code null}
     * @param content its bytes, which the registry checks by their digest
     * @return whether the registry took it over from the other repository, so that no
     * byte was sent
     * @throws PushFailedException if the registry does not take it
     */
    public boolean pushBlob(RepositoryName repository, Descriptor blob, @Nullable RepositoryName from,
            BlobContent content) {
        RepositoryName target = this.registry.qualify(repository);
        Optional<UploadSession> session = (from != null) ? mount(target, blob, this.registry.qualify(from))
                : Optional.of(this.uploads.begin(target, blob));
        session.ifPresent((begun) -> new BlobUpload(this.uploads, this.habits, this.policy, begun, content).complete());
        return session.isEmpty();
    }

    /**
     * Puts a manifest or index, whose parts have to be there, under its digest.
     * @throws PushFailedException if the registry does not take it, or as something else
     */
    public void pushManifest(RepositoryName repository, Descriptor manifest, byte[] content) {
        this.manifests.put(this.registry.qualify(repository), manifest.digest().toString(), manifest, content);
    }

    /**
     * Puts a manifest or index, whose parts have to be there, under a tag, which points
     * at nothing else from then on.
     * @throws PushFailedException if the registry does not take it, or as something else
     */
    public void pushManifest(RepositoryName repository, Tag tag, Descriptor manifest, byte[] content) {
        this.manifests.put(this.registry.qualify(repository), tag.value(), manifest, content);
    }

    /**
     * Makes sure that a tag points at what was pushed.
     * @throws PushFailedException if it does not
     */
    public void requireDigest(RepositoryName repository, Tag tag, Digest pushed) {
        String found = findDigest(repository, tag).map(Digest::toString).orElse("nothing");
        if (!found.equals(pushed.toString())) {
            throw PushFailedException.ofDigest(this.registry.qualify(repository) + ":" + tag, pushed, found);
        }
    }

    private Optional<UploadSession> mount(RepositoryName repository, Descriptor blob, RepositoryName from) {
        try {
            return this.uploads.mount(repository, blob, from);
        }
        catch (NotMountedException ex) {
            return Optional.of(this.uploads.begin(repository, blob));
        }
    }

}
