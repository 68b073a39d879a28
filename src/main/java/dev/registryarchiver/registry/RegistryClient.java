package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.auth.AccessRefusedException;
import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.CredentialsRejectedException;
import dev.registryarchiver.auth.CredentialsRequiredException;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.registry.DocumentCache.Document;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.TransportException;

/**
 * The distribution API of one registry, as far as reading goes. Every call may also end
 * in a {@link TransportException} when no answer was to be had, or in an exception of
 * package {@code auth} when the registry wants other credentials. Safe for use by many
 * threads.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md">distribution-spec</a>
 */
public final class RegistryClient {

    private static final Set<Integer> NOT_A_REGISTRY = Set.of(404, 405);

    private static final int BAD_REQUEST = 400;

    private static final int MAX_PING = 64 * 1024;

    private final AuthorizedTransport transport;

    private final Registry registry;

    private final CatalogEndpoint catalog;

    private final TagsEndpoint tags;

    private final DocumentEndpoint documents;

    private final BlobEndpoint blobs;

    public RegistryClient(AuthorizedTransport transport, Registry registry) {
        RegistryExchange exchange = new RegistryExchange(transport);
        this.transport = transport;
        this.registry = registry;
        this.catalog = new CatalogEndpoint(transport, registry);
        this.tags = new TagsEndpoint(transport, registry);
        this.documents = new DocumentEndpoint(exchange, registry);
        this.blobs = new BlobEndpoint(exchange, registry);
    }

    /**
     * Makes sure that a registry answers and lets us in.
     * @throws NotARegistryException if something else answers
     * @throws AccessDeniedException if it does not let us in
     */
    public void ping() {
        Request request = Request.get(this.registry.api("", "")).withRedirects(Request.Redirects.SAME_ORIGIN);
        this.transport.exchange(request, Scope.AS_CHALLENGED, (response) -> {
            checkPing(response);
            return true;
        });
    }

    /**
     * Address of the token service that the registry named so far, if it named a
     * trustworthy one.
     */
    public Optional<URI> tokenService() {
        return this.transport.tokenService();
    }

    /**
     * Fetches a page of the catalog.
     * @param cursor {@link CatalogPage#next()} of an earlier page, or {@code null} for
     * the first page
     * @throws NotARegistryException if something else answers
     * @throws CatalogUnavailableException if the catalog is not there or not for us
     * @throws CursorRefusedException if the registry no longer knows the cursor
     * @throws IncompleteListException if there is a next page but no telling where
     */
    public CatalogPage fetchCatalogPage(@Nullable String cursor) {
        try {
            CatalogPage page = this.catalog.fetchPage(cursor);
            if (cursor == null && page.names().isEmpty() && !this.transport.hasCredentials()) {
                checkEmptyCatalog();
            }
            return page;
        }
        catch (CatalogUnavailableException ex) {
            throw (explained(ex) instanceof NotARegistryException other) ? other : ex.with(product());
        }
        catch (UnexpectedAnswerException ex) {
            throw ex.isTransient() ? ex : explained(ex);
        }
        catch (AuthenticationException ex) {
            throw advised(ex);
        }
    }

    /**
     * Fetches all tags of a repository in the registry's order, which need not be sorted.
     * Names that no tag can have are left out, and so are tags that hold signatures and
     * the like.
     * @throws RepositoryMissingException if the registry does not know the repository
     * @throws IncompleteListException if there is more but no telling where
     */
    public List<Tag> fetchTags(RepositoryName repository) {
        return fetchTagList(repository).tags();
    }

    /**
     * The same with what the list says of where tags point.
     * @throws RepositoryMissingException if the registry does not know the repository
     * @throws IncompleteListException if there is more but no telling where
     */
    public TagList fetchTagList(RepositoryName repository) {
        return this.tags.fetchTags(this.registry.qualify(repository));
    }

    /**
     * Asks for what a tag points at without fetching it; it does not count as a pull.
     * @return media type (may be empty), digest and size as the registry claims them;
     * nothing when it cannot tell, in which case fetching the manifest tells, or says why
     * not
     * @throws UnexpectedAnswerException if the registry has trouble for the moment
     */
    public Optional<Descriptor> headManifest(RepositoryName repository, Tag tag) {
        return this.documents.headManifest(this.registry.qualify(repository), tag);
    }

    /**
     * Asks for a manifest or index by digest without fetching it.
     * @return as for a tag
     * @throws UnexpectedAnswerException if the registry has trouble for the moment
     */
    public Optional<Descriptor> headManifest(RepositoryName repository, Digest digest) {
        return this.documents.headManifest(this.registry.qualify(repository), digest);
    }

    /**
     * Fetches what a tag points at, at most 4 MiB. Its digest is computed; where the
     * registry claims another one, what it has under that digest is taken instead, if
     * that can be had and is right.
     * @throws ManifestMissingException if the registry does not have the tag
     * @throws ContentMismatchException if only damaged content can be had
     * @throws ContentTooLargeException if it is larger
     * @throws MalformedDocumentException if it cannot be read, or in two ways
     */
    public Manifest fetchManifest(RepositoryName repository, Tag tag) {
        return parse(this.documents.fetchManifest(this.registry.qualify(repository), tag));
    }

    /**
     * Fetches a manifest or index by digest, at most 4 MiB. The digest is verified.
     * @throws ManifestMissingException if the registry does not have it
     * @throws ContentMismatchException if the content is something else
     * @throws MalformedDocumentException if it cannot be read, or in two ways
     */
    public Manifest fetchManifest(RepositoryName repository, Digest digest) {
        return parse(this.documents.fetchManifest(this.registry.qualify(repository), digest));
    }

    /**
     * Fetches a manifest or index by digest, at most 4 MiB, or takes the one embedded in
     * the descriptor. Digest and size are verified.
     * @throws ManifestMissingException if the registry does not have it
     * @throws ContentMismatchException if the content is something else
     * @throws ContentTooLargeException if it is too large by its descriptor
     * @throws MalformedDocumentException if it cannot be read, or in two ways
     */
    public Manifest fetchManifest(RepositoryName repository, Descriptor descriptor) {
        return parse(this.documents.fetch(DocumentKind.MANIFEST, this.registry.qualify(repository), descriptor));
    }

    /**
     * Fetches a small blob such as a config, at most 8 MiB, or takes the one embedded in
     * the descriptor. Digest and size are verified.
     * @return the exact bytes, not to be changed
     * @throws BlobMissingException if the registry does not have it
     * @throws ContentMismatchException if the content is something else
     * @throws ContentTooLargeException if it is too large by its descriptor
     * @throws MalformedDocumentException if the embedded content is something else
     */
    public byte[] fetchContent(RepositoryName repository, Descriptor descriptor) {
        return this.documents.fetch(DocumentKind.BLOB, this.registry.qualify(repository), descriptor).content();
    }

    /**
     * Opens a blob of any size. The stream yields exactly the bytes from {@code offset}
     * to the size of the descriptor: it fails with an {@link IOException} when there are
     * fewer, after which opening it again with a higher offset resumes, and with a
     * {@link ContentMismatchException} when there are more. The digest is <em>not</em>
     * verified here, because only whoever keeps the bytes of a resumed blob sees all of
     * them; the writer of the archive does it. The caller closes the stream, best after
     * its last byte.
     * @param offset first byte wanted, 0 to the size of the blob
     * @throws BlobMissingException if the registry does not have it
     * @throws ContentMismatchException if it has another length than its descriptor says
     * @throws IOException if the connection breaks
     */
    public InputStream openBlob(RepositoryName repository, Descriptor blob, long offset) throws IOException {
        return this.blobs.open(this.registry.qualify(repository), blob, offset);
    }

    /**
     * Opens a part of a blob, over a connection of its own.
     * @param offset first byte wanted
     * @param end behind the last byte wanted, at most the size of the blob
     * @return exactly these bytes, as by {@link #openBlob}, or empty where the registry
     * answers with anything else
     * @throws IOException if the connection breaks
     */
    public Optional<InputStream> openBlobPart(RepositoryName repository, Descriptor blob, long offset, long end)
            throws IOException {
        return this.blobs.openPart(this.registry.qualify(repository), blob, offset, end);
    }

    /** Whether a blob could be opened; nothing of it is read. */
    public boolean hasBlob(RepositoryName repository, Descriptor blob) {
        return this.blobs.isThere(this.registry.qualify(repository), blob);
    }

    /** Whether a manifest is there under its digest. */
    public boolean hasManifest(RepositoryName repository, Digest digest) {
        return this.documents.isThere(this.registry.qualify(repository), digest);
    }

    private void checkEmptyCatalog() {
        ping();
        if (product() == Product.QUAY) {
            throw CatalogUnavailableException.empty(this.registry.api("_catalog", ""), Product.QUAY);
        }
    }

    private RuntimeException advised(AuthenticationException failure) {
        boolean catalogRefused = failure instanceof AccessRefusedException
                || (failure instanceof CredentialsRejectedException rejection && isByCatalog(rejection)
                        && areCredentialsGood())
                || (failure instanceof CredentialsRequiredException && product().hasNoCatalog());
        return (catalogRefused && product() != Product.OTHER)
                ? CatalogUnavailableException.unauthorized(this.registry.api("_catalog", ""), product(), failure)
                : failure;
    }

    private static boolean isByCatalog(CredentialsRejectedException rejection) {
        return rejection.server().getRawPath().endsWith("/_catalog");
    }

    // Harbor answers its catalog with 401 to a user who may not list, as if the password
    // were wrong; the ping tells.
    private boolean areCredentialsGood() {
        try {
            ping();
            return true;
        }
        catch (TransportException | RegistryException | AuthenticationException ex) {
            return false;
        }
    }

    private Product product() {
        try {
            return Product.of(this.registry, tokenService());
        }
        catch (AuthenticationException ex) {
            return Product.of(this.registry, Optional.empty());
        }
    }

    // No catalog and no registry look the same; only the ping tells them apart.
    private RegistryException explained(RegistryException failure) {
        try {
            ping();
        }
        catch (NotARegistryException ex) {
            return ex;
        }
        catch (TransportException | RegistryException | AuthenticationException ex) {
            failure.addSuppressed(ex);
        }
        return failure;
    }

    private static void checkPing(Response response) {
        if (response.status() == BAD_REQUEST && response.uri().getScheme().equals("http")
                && content(response).contains("HTTPS")) {
            throw NotARegistryException.wantingTls(response.uri(), response.status());
        }
        if (NOT_A_REGISTRY.contains(response.status()) || (response.isSuccessful() && isPage(response))) {
            throw new NotARegistryException(response.uri(), response.status(),
                    response.header("Content-Type").orElse(""));
        }
        if (!response.isSuccessful()) {
            throw RegistryExchange.refusal("use the registry", response);
        }
    }

    // Quay labels its "true" as text/html, so that the label alone means nothing.
    private static boolean isPage(Response response) {
        return content(response).stripLeading().startsWith("<");
    }

    private static String content(Response response) {
        return new String(response.readBodyLeniently(MAX_PING), StandardCharsets.UTF_8);
    }

    private static Manifest parse(Document document) {
        return ImageDocuments.readManifest(document.contentType(), document.content());
    }

}
