package dev.registryarchiver.registry;

import java.util.Optional;
import java.util.function.Supplier;

import dev.registryarchiver.auth.AccessRefusedException;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.RequestBody;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ResponseReader;

/**
 * Manifests and indexes on their way to the registry.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests">
 * distribution-spec, pushing manifests</a>
 */
final class ManifestPushEndpoint {

    private static final int NOT_FOUND = 404;

    private final AuthorizedTransport transport;

    private final Registry registry;

    ManifestPushEndpoint(AuthorizedTransport transport, Registry registry) {
        this.transport = transport;
        this.registry = registry;
    }

    /**
     * The digest of what a reference points at; nothing when there is no such thing.
     * @param reference a tag or digest
     */
    Optional<Digest> find(RepositoryName repository, String reference) {
        Head head = exchange(repository,
                Request.head(address(repository, reference).uri()).withHeader("Accept", DocumentEndpoint.ACCEPT),
                (response) -> new Head(response.status(), claimed(response)));
        if (head.status() == NOT_FOUND || (head.status() / 100 == 2 && head.digest().isPresent())) {
            return head.digest();
        }
        // Some tell the digest of a HEAD only, some answer none at all.
        return exchange(repository, address(repository, reference), (response) -> {
            if (response.status() == NOT_FOUND) {
                return Optional.<Digest>empty();
            }
            if (!response.isSuccessful()) {
                throw PushFailedException.ofStatus("look up " + name(repository, reference), response);
            }
            return Optional.of(Digest.sha256(response.readBody(DocumentKind.MANIFEST.limit())));
        });
    }

    /**
     * Puts a document under a reference.
     * @param reference a tag, or its digest
     * @throws PushFailedException if the registry does not take it, or as something else
     */
    void put(RepositoryName repository, String reference, Descriptor manifest, byte[] content) {
        Request request = Request.of(Request.Method.PUT, address(repository, reference).uri(), RequestBody.of(content))
            .withHeader("Content-Type", manifest.mediaType());
        String name = name(repository, reference);
        exchange(repository, request, (response) -> {
            if (!response.isSuccessful()) {
                throw PushFailedException.ofStatus("push " + name, response);
            }
            String told = response.header("Docker-Content-Digest").map(String::strip).orElse("");
            if (!told.isEmpty() && !told.equals(manifest.digest().toString())) {
                throw PushFailedException.ofDigest(name, manifest.digest(), told);
            }
            return true;
        });
    }

    private <T> T exchange(RepositoryName repository, Request request, ResponseReader<T> reader) {
        return letIn(repository, () -> this.transport.exchange(request, Scope.push(repository), reader));
    }

    /** Says in terms of pushing that the user may not. */
    static <T> T letIn(RepositoryName repository, Supplier<T> exchange) {
        try {
            return exchange.get();
        }
        catch (AccessRefusedException ex) {
            throw PushFailedException.ofAccess(repository, ex);
        }
    }

    private Request address(RepositoryName repository, String reference) {
        return Request.get(this.registry.api(repository + "/manifests/" + reference, ""))
            .withHeader("Accept", DocumentEndpoint.ACCEPT);
    }

    private static String name(RepositoryName repository, String reference) {
        return repository + (reference.contains(":") ? "@" : ":") + reference;
    }

    private static Optional<Digest> claimed(Response response) {
        try {
            return response.isSuccessful() ? response.header("Docker-Content-Digest").map(String::strip).map(Digest::of)
                    : Optional.empty();
        }
        catch (IllegalArgumentException ex) {
            return Optional.empty();
        }
    }

    /** What a HEAD tells. */
    private record Head(int status, Optional<Digest> digest) {
    }

}
