package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.auth.AccessRefusedException;
import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Request.Method;
import dev.registryarchiver.transport.RequestBody;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ResponseReader;
import dev.registryarchiver.transport.TransportException;

/**
 * The single requests that an upload of a blob consists of.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-blobs">
 * distribution-spec, pushing blobs</a>
 */
final class UploadEndpoint {

    private static final int CREATED = 201;

    private static final int ACCEPTED = 202;

    private static final String BYTES = "application/octet-stream";

    private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-(\\d{1,18})");

    private final AuthorizedTransport transport;

    private final Registry registry;

    UploadEndpoint(AuthorizedTransport transport, Registry registry) {
        this.transport = transport;
        this.registry = registry;
    }

    /**
     * Whether a repository has a blob. A redirect to a storage says that it does; its
     * signed address would be good for GET only.
     */
    boolean has(RepositoryName repository, Descriptor blob) {
        Request request = Request.head(this.registry.api(repository + "/blobs/" + blob.digest(), ""))
            .withRedirects(Request.Redirects.NONE);
        return ManifestPushEndpoint.letIn(repository,
                () -> this.transport.exchange(request, Scope.push(repository), (response) -> {
                    if (UnexpectedAnswerException.isTransient(response.status())) {
                        throw PushFailedException
                            .ofStatus("look for blob %s of %s".formatted(blob.digest(), repository), response);
                    }
                    return response.isSuccessful() || response.status() / 100 == 3;
                }));
    }

    /** Begins an upload. */
    UploadSession begin(RepositoryName repository, Descriptor blob) {
        Request request = Request.of(Method.POST, uploads(repository, ""), RequestBody.NONE);
        Scope scope = Scope.push(repository);
        return ManifestPushEndpoint.letIn(repository, () -> this.transport.exchange(request, scope, (response) -> {
            if (response.status() != ACCEPTED) {
                throw PushFailedException.ofStatus("push to %s".formatted(repository), response);
            }
            return session(repository, blob, scope, response);
        }));
    }

    /**
     * Asks the registry to take a blob over from another repository.
     * @return an upload that it began instead, or nothing when the blob is there
     * @throws NotMountedException if there is neither
     */
    Optional<UploadSession> mount(RepositoryName repository, Descriptor blob, RepositoryName from)
            throws NotMountedException {
        String query = "mount=%s&from=%s".formatted(encode(blob.digest().toString()), encode(from.value()));
        Request request = Request.of(Method.POST, uploads(repository, query), RequestBody.NONE);
        Scope scope = Scope.mount(repository, from);
        try {
            Answer answer = this.transport.exchange(request, scope,
                    (response) -> new Answer(response.status(), (response.status() == ACCEPTED)
                            ? session(repository, blob, Scope.push(repository), response) : null));
            if (answer.status() == CREATED || answer.session() != null) {
                return Optional.ofNullable(answer.session());
            }
            throw new NotMountedException();
        }
        catch (AccessRefusedException ex) {
            // The other repository may be closed to this user.
            throw new NotMountedException();
        }
    }

    /**
     * Sends some bytes of a blob.
     * @param placed whether to say which bytes they are
     * @param asking whether to wait for the registry to agree before they are sent
     */
    UploadAnswer append(UploadSession session, BlobContent content, long count, boolean placed, boolean asking) {
        long start = session.received();
        Request request = request(Method.PATCH, session.location(), content, start, count, asking);
        Request sent = placed ? request.withHeader("Content-Range", "%d-%d".formatted(start, start + count - 1))
                : request;
        return exchange(session, sent, (response) -> {
            UploadAnswer answer = UploadAnswer.of(session, response);
            return (answer.kind() == UploadAnswer.Kind.TAKEN) ? answer.with(moved(session, response, start + count))
                    : answer;
        });
    }

    /** Closes an upload with the bytes that are left, often none. */
    UploadAnswer close(UploadSession session, BlobContent content, boolean asking) {
        long start = session.received();
        Request request = request(Method.PUT, session.closing(), content, start, session.blob().size() - start, asking);
        return exchange(session, request, (response) -> {
            UploadAnswer answer = UploadAnswer.of(session, response);
            // Some say 204 or 202 where the specification says 201.
            return response.isSuccessful()
                    ? new UploadAnswer(UploadAnswer.Kind.DONE, session, answer.status(), answer.uri(), answer.error())
                    : answer;
        });
    }

    /** Asks how far an upload is; nothing when it is lost. */
    Optional<UploadSession> locate(UploadSession session) {
        return exchange(session, Request.get(session.location()), (response) -> {
            if (UnexpectedAnswerException.isTransient(response.status())) {
                throw PushFailedException.ofStatus("go on with an upload to %s".formatted(session.repository()),
                        response);
            }
            return response.isSuccessful() ? Optional.of(moved(session, response, 0)) : Optional.<UploadSession>empty();
        });
    }

    /** Gives an upload up, so that the registry need not keep it; does not insist. */
    void cancel(UploadSession session) {
        try {
            exchange(session, Request.of(Method.DELETE, session.location(), RequestBody.NONE).once(), Response::status);
        }
        catch (TransportException | RegistryException | AuthenticationException ex) {
            // The registry forgets it in time.
        }
    }

    private <T> T exchange(UploadSession session, Request request, ResponseReader<T> reader) {
        return ManifestPushEndpoint.letIn(session.repository(),
                () -> this.transport.exchangeAnywhere(request, session.scope(), reader));
    }

    private UploadSession session(RepositoryName repository, Descriptor blob, Scope scope, Response response)
            throws IOException {
        long minChunk = response.header("OCI-Chunk-Min-Length")
            .filter((value) -> value.matches("\\d{1,18}"))
            .map(Long::parseLong)
            .orElse(0L);
        return new UploadSession(repository, blob, location(repository, response), scope, 0, minChunk);
    }

    private UploadSession moved(UploadSession session, Response response, long expected) {
        URI location = response.header("Location").isPresent() ? location(session.repository(), response)
                : session.location();
        return session.moved(location, Math.min(received(response, expected), session.blob().size()));
    }

    // An answer says 0-0 both for nothing and for one byte; nothing is more likely.
    private static long received(Response response, long expected) {
        Matcher range = RANGE.matcher(response.header("Range").map(String::strip).orElse(""));
        if (!range.matches()) {
            return expected;
        }
        long last = Long.parseLong(range.group(1));
        return (last > 0 || expected == 1) ? last + 1 : 0;
    }

    // A registry that does not know of the TLS in front of it names an address without.
    private URI location(RepositoryName repository, Response response) {
        String told = response.header("Location").map(String::strip).orElse("");
        URI home = URI.create(this.registry.url());
        try {
            URI location = response.uri().resolve(new URI(told));
            boolean plain = "http".equalsIgnoreCase(location.getScheme());
            boolean fallsBack = plain && home.getScheme().equals("https");
            if (fallsBack && home.getHost().equalsIgnoreCase(location.getHost())) {
                String query = (location.getRawQuery() != null) ? "?" + location.getRawQuery() : "";
                return home.resolve(location.getRawPath() + query);
            }
            if (!told.isEmpty() && !fallsBack && location.getHost() != null
                    && (plain || "https".equalsIgnoreCase(location.getScheme()))) {
                return location;
            }
        }
        catch (URISyntaxException ex) {
            // The sentence below says all there is to say; the address may be a signed
            // one.
        }
        throw UnexpectedAnswerException.ofBody("push to %s".formatted(repository), response.uri(), response.status(),
                "no address to send the bytes to", null);
    }

    private URI uploads(RepositoryName repository, String query) {
        return this.registry.api(repository + "/blobs/uploads/", query);
    }

    private static String encode(String value) {
        return value.replace(":", "%3A").replace("/", "%2F");
    }

    private static Request request(Method method, URI uri, BlobContent content, long start, long count,
            boolean asking) {
        Request request = Request.of(method, uri, new RequestBody() {

            @Override
            public long length() {
                return count;
            }

            @Override
            public void writeTo(OutputStream output) throws IOException {
                content.writeTo(start, count, output);
            }

        }).withHeader("Content-Type", BYTES).once();
        return (asking && count > 0) ? request.withHeader("Expect", "100-continue") : request;
    }

    /** An answer to the wish to mount. */
    private record Answer(int status, @Nullable UploadSession session) {
    }

    /** The registry neither took the blob over nor began an upload. */
    static final class NotMountedException extends Exception {

    }

}
