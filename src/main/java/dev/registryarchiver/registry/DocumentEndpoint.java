package dev.registryarchiver.registry;

import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageDocuments;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Schema1Manifest;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.registry.DocumentCache.Document;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ResponseTooLargeException;

/**
 * Manifests, indexes and configs: small, read whole, and verified before anybody sees
 * them.
 */
final class DocumentEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(DocumentEndpoint.class);

    // With what is kept around it, a small document takes twice its size.
    private static final int CACHE_CAPACITY = 8 << 20;

    // Wildcards do not stand for the types named here: distribution answers 404 for an
    // OCI manifest and the amd64 child for an index unless their types are in the list.
    static final String ACCEPT = String.join(", ", MediaTypes.OCI_INDEX, MediaTypes.OCI_MANIFEST,
            MediaTypes.DOCKER_MANIFEST_LIST, MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_SCHEMA1_SIGNED + ";q=0.5",
            MediaTypes.DOCKER_SCHEMA1 + ";q=0.5", "*/*;q=0.1");

    private static final int OK = 200;

    private static final int NOT_FOUND = 404;

    private final RegistryExchange exchange;

    private final Registry registry;

    private final DocumentCache cache = new DocumentCache(CACHE_CAPACITY);

    DocumentEndpoint(RegistryExchange exchange, Registry registry) {
        this.exchange = exchange;
        this.registry = registry;
    }

    Optional<Descriptor> headManifest(RepositoryName repository, Tag tag) {
        return head(repository, tag.value(), "%s:%s".formatted(repository, tag));
    }

    Optional<Descriptor> headManifest(RepositoryName repository, Digest digest) {
        return head(repository, digest.toString(), "%s@%s".formatted(repository, digest));
    }

    private Optional<Descriptor> head(RepositoryName repository, String reference, String inFull) {
        Request request = Request.head(address(DocumentKind.MANIFEST, repository, reference).uri());
        return this.exchange.exchange(request.withHeader("Accept", ACCEPT), Scope.pull(repository), (response) -> {
            if (UnexpectedAnswerException.isTransient(response.status())) {
                throw RegistryExchange.refusal("look up " + inFull, response);
            }
            return response.isSuccessful() ? descriptor(response) : Optional.empty();
        });
    }

    /** A manifest whose size nobody told. */
    Document fetchManifest(RepositoryName repository, Digest digest) {
        Request request = address(DocumentKind.MANIFEST, repository, digest.toString());
        Descriptor descriptor = new Descriptor("", digest, 0);
        Document document = this.exchange.exchange(request, Scope.pull(repository),
                (response) -> readVerified(DocumentKind.MANIFEST, repository, descriptor, response, digest::matches));
        this.cache.put(digest, document);
        return document;
    }

    Document fetchManifest(RepositoryName repository, Tag tag) {
        Request request = address(DocumentKind.MANIFEST, repository, tag.value());
        Tagged tagged = this.exchange.exchange(request, Scope.pull(repository),
                (response) -> readUnverified(repository, tag, response));
        Document document = tagged.isConsistent() ? tagged.document() : settle(repository, tag, tagged);
        this.cache.put(Digest.sha256(document.content()), document);
        return document;
    }

    /**
     * What the tag points at when the digest that came with the document is not its own.
     * The registry may have served something else than what it has under that digest; if
     * that is not to be had either, the document stands for itself.
     */
    private Document settle(RepositoryName repository, Tag tag, Tagged tagged) {
        Digest claimed = Objects.requireNonNull(tagged.claimed());
        logger.debug("The manifest of {}:{} has the digest {}, the registry calls it {}", repository, tag,
                Digest.sha256(tagged.document().content()), claimed);
        // Its length is not known; what comes is judged by its digest.
        Descriptor descriptor = new Descriptor("", claimed, tagged.document().content().length);
        Request request = address(DocumentKind.MANIFEST, repository, claimed.toString());
        try {
            return this.exchange.exchange(request, Scope.pull(repository),
                    (response) -> readVerified(DocumentKind.MANIFEST, repository, descriptor, response,
                            claimed::matches));
        }
        catch (RegistryException ex) {
            boolean passing = ex instanceof UnexpectedAnswerException answer && answer.isTransient();
            if (!passing && ImageDocuments.isComplete(tagged.document().content())) {
                return tagged.document();
            }
            throw (passing || ex.isLasting()) ? ex : UnexpectedAnswerException.ofBody(
                    "fetch the manifest of %s:%s".formatted(repository, tag), request.uri(), OK, "half a document", ex);
        }
    }

    boolean isThere(RepositoryName repository, Digest digest) {
        Request request = address(DocumentKind.MANIFEST, repository, digest.toString());
        return this.exchange.exchange(request, Scope.pull(repository), (response) -> {
            if (response.status() == NOT_FOUND) {
                return false;
            }
            if (response.isSuccessful()) {
                return digest.matches(response.readBody(DocumentKind.MANIFEST.limit()));
            }
            throw RegistryExchange.refusal("look for manifest %s of %s".formatted(digest, repository), response);
        });
    }

    Document fetch(DocumentKind kind, RepositoryName repository, Descriptor descriptor) {
        if (descriptor.size() > kind.limit()) {
            throw new ContentTooLargeException(kind.word(), repository, descriptor, kind.limit());
        }
        Optional<byte[]> embedded = descriptor.embedded();
        if (embedded.isPresent()) {
            return new Document(descriptor.mediaType(), embedded.get());
        }
        Document document = this.cache.find(descriptor.digest())
            .orElseGet(() -> download(kind, repository, descriptor));
        if (document.content().length != descriptor.size()) {
            throw ContentMismatchException.ofContent(repository, descriptor, document.content());
        }
        return document;
    }

    private Document download(DocumentKind kind, RepositoryName repository, Descriptor descriptor) {
        Request request = address(kind, repository, descriptor.digest().toString());
        Document document = this.exchange.exchange(request, Scope.pull(repository),
                (response) -> readVerified(kind, repository, descriptor, response, descriptor::matches));
        this.cache.put(descriptor.digest(), document);
        return document;
    }

    private Request address(DocumentKind kind, RepositoryName repository, String reference) {
        Request request = Request.get(this.registry.api(repository + "/" + kind.path() + "/" + reference, ""));
        return (kind == DocumentKind.MANIFEST) ? request.withHeader("Accept", ACCEPT) : request;
    }

    private static Optional<Descriptor> descriptor(Response response) {
        String mediaType = MediaTypes.simplify(contentType(response));
        Optional<Digest> digest = digest(response);
        long size = response.contentLength().orElse(0);
        // The length of a compressed answer says nothing about the document, and the
        // digest of a signed schema 1 manifest is not that of its bytes.
        if (digest.isEmpty() || size == 0 || response.header("Content-Encoding").isPresent()
                || mediaType.equals(MediaTypes.DOCKER_SCHEMA1_SIGNED)) {
            return Optional.empty();
        }
        return Optional.of(new Descriptor(mediaType, digest.get(), size));
    }

    private static Tagged readUnverified(RepositoryName repository, Tag tag, Response response) throws IOException {
        String action = "fetch the manifest of %s:%s".formatted(repository, tag);
        if (response.status() == NOT_FOUND) {
            throw RegistryExchange.notFound(action, response,
                    () -> new ManifestMissingException(repository, tag.value()));
        }
        if (!response.isSuccessful()) {
            throw RegistryExchange.refusal(action, response);
        }
        int limit = DocumentKind.MANIFEST.limit();
        byte[] content = readBody(repository, tag, response, limit);
        Tagged tagged = new Tagged(new Document(contentType(response), content), digest(response).orElse(null));
        requireDocument(action, response, tagged);
        return tagged;
    }

    private static byte[] readBody(RepositoryName repository, Tag tag, Response response, int limit)
            throws IOException {
        try {
            byte[] content = response.readBody(limit);
            if (ContentCoding.isGzip(response) && ContentCoding.looksLikeGzip(content)) {
                content = ContentCoding.gunzip(content, limit);
            }
            if (content.length <= limit) {
                return content;
            }
        }
        catch (ResponseTooLargeException ex) {
            // The same as too much after unpacking.
        }
        throw new ContentTooLargeException(repository, tag, limit);
    }

    // A page, nothing at all or half a document says nothing about the tag. It must not
    // pass for a tag without an image: an older image would be taken for the newest.
    // Where
    // the registry says which digest it should have, asking for that tells more.
    private static void requireDocument(String action, Response response, Tagged tagged) throws IOException {
        byte[] content = tagged.document().content();
        if (ErrorBody.of(content).isPage()) {
            throw UnexpectedAnswerException.ofBody(action, response.uri(), response.status(), "an HTML page", null);
        }
        if (tagged.isConsistent() && !ImageDocuments.isComplete(content)) {
            throw new EOFException("The manifest ends in the middle");
        }
    }

    private static Document readVerified(DocumentKind kind, RepositoryName repository, Descriptor descriptor,
            Response response, Predicate<byte[]> isRight) throws IOException {
        String action = "fetch %s %s of %s".formatted(kind.word(), descriptor.digest(), repository);
        if (response.status() == NOT_FOUND) {
            throw RegistryExchange.notFound(action, response, () -> kind.missing(repository, descriptor));
        }
        if (!response.isSuccessful()) {
            throw RegistryExchange.refusal(action, response);
        }
        byte[] sent = response.readBody(kind.limit());
        byte[] content = descriptor.digest().matches(sent) ? sent : decoded(response, sent, kind.limit());
        if (!isRight.test(content)) {
            if (sent.length < descriptor.size() && endsUnannounced(response)) {
                throw new EOFException("The body ends after %d of %d bytes".formatted(sent.length, descriptor.size()));
            }
            throw ContentMismatchException.ofContent(repository, descriptor, content);
        }
        return new Document(contentType(response), content);
    }

    private static byte[] decoded(Response response, byte[] sent, int limit) {
        if (!ContentCoding.isGzip(response)) {
            return sent;
        }
        try {
            return ContentCoding.gunzip(sent, limit);
        }
        catch (IOException ex) {
            return sent;
        }
    }

    /** Whether a body that was cut off looks like one that is complete. */
    private static boolean endsUnannounced(Response response) {
        return response.contentLength().isEmpty() && response.header("Transfer-Encoding").isEmpty();
    }

    private static String contentType(Response response) {
        return response.header("Content-Type").orElse("");
    }

    private static Optional<Digest> digest(Response response) {
        try {
            return response.header("Docker-Content-Digest").map(String::strip).map(Digest::of);
        }
        catch (IllegalArgumentException ex) {
            return Optional.empty();
        }
    }

    /**
     * What came for a tag.
     *
     * @param document the document, unverified
     * @param claimed the digest that the registry says it has, where it says one
     */
    private record Tagged(Document document, @Nullable Digest claimed) {

        /** Whether nothing contradicts that this is what the tag points at. */
        boolean isConsistent() {
            return this.claimed == null || this.claimed.matches(this.document.content()) || isSchema1();
        }

        // The digest of a signed schema 1 manifest is not that of its bytes.
        private boolean isSchema1() {
            try {
                return ImageDocuments.readManifest(this.document.contentType(),
                        this.document.content()) instanceof Schema1Manifest;
            }
            catch (MalformedDocumentException ex) {
                return false;
            }
        }

    }

}
