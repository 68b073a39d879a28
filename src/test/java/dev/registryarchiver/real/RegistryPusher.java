package dev.registryarchiver.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.Pushable;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;

/** Pushes test images to a registry over plain HTTP. */
public final class RegistryPusher {

    private static final int ACCEPTED = 202;

    private static final int CREATED = 201;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI registry;

    private final UnaryOperator<String> authorization;

    /**
     * @param registry address of the registry, prefix included
     * @param authorization gives the {@code Authorization} for a repository, or an empty
     * string
     */
    public RegistryPusher(URI registry, UnaryOperator<String> authorization) {
        this.registry = registry;
        this.authorization = authorization;
    }

    /** Pushes to a registry that asks nobody who they are. */
    public static RegistryPusher anonymous(URI registry) {
        return new RegistryPusher(registry, (repository) -> "");
    }

    /** Pushes with a username and a password. */
    public static RegistryPusher basic(URI registry, String username, String password) {
        byte[] credentials = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new RegistryPusher(registry, (repository) -> "Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /** Pushes with tokens that may do everything. */
    public static RegistryPusher tokens(URI registry, JwtTokenService service) {
        return new RegistryPusher(registry,
                (repository) -> "Bearer " + service.sign("repository:" + repository + ":pull,push,delete"));
    }

    /**
     * Pushes something with all its parts and points a tag at it.
     * @return the descriptor of what the tag points at
     */
    public Descriptor push(String repository, String tag, Pushable pushable) {
        TestDocument document = pushable.document();
        pushParts(repository, document);
        putManifest(repository, tag, document);
        return document.descriptor();
    }

    /** Pushes a single blob, which stays in memory while it is sent. */
    public Descriptor pushBlob(String repository, Content blob) {
        HttpResponse<InputStream> upload = send(
                request(repository, "blobs/uploads/").POST(BodyPublishers.noBody()).build(), ACCEPTED);
        String location = upload.headers().firstValue("Location").orElseThrow();
        URI target = upload.uri().resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + blob.digest());
        send(authorized(repository, HttpRequest.newBuilder(target)).header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofByteArray(blob.bytes()))
            .build(), CREATED);
        return new Descriptor("application/octet-stream", blob.digest(), blob.length());
    }

    /** Deletes a manifest or index with all its tags. */
    public void deleteManifest(String repository, Digest digest) {
        send(request(repository, "manifests/" + digest).DELETE().build(), ACCEPTED);
    }

    private void pushParts(String repository, TestDocument document) {
        document.blobs().forEach((blob) -> pushBlob(repository, blob));
        for (TestDocument child : document.children()) {
            pushParts(repository, child);
            putManifest(repository, child.digest().toString(), child);
        }
    }

    private void putManifest(String repository, String reference, TestDocument document) {
        send(request(repository, "manifests/" + reference).header("Content-Type", document.mediaType())
            .PUT(BodyPublishers.ofByteArray(document.content()))
            .build(), CREATED);
    }

    private HttpRequest.Builder request(String repository, String path) {
        return authorized(repository,
                HttpRequest.newBuilder(URI.create(this.registry + "/v2/" + repository + "/" + path)));
    }

    private HttpRequest.Builder authorized(String repository, HttpRequest.Builder request) {
        String value = this.authorization.apply(repository);
        return value.isEmpty() ? request : request.header("Authorization", value);
    }

    private HttpResponse<InputStream> send(HttpRequest request, int expected) {
        try {
            HttpResponse<InputStream> response = this.client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != expected) {
                    throw new IllegalStateException("Cannot push to %s: answered %d instead of %d: %s".formatted(
                            request.uri().getPath(), response.statusCode(), expected,
                            new String(body.readAllBytes(), StandardCharsets.UTF_8)));
                }
            }
            return response;
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot push to " + request.uri().getPath(), ex);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while pushing", ex);
        }
    }

}
