package dev.registryarchiver.fake;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Digest;
import tools.jackson.databind.JsonNode;

/**
 * Answers the writing half of the distribution API.
 *
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#push">
 * distribution-spec, push</a>
 */
final class PushApi {

    private static final Pattern UPLOADS = Pattern.compile("/v2/(.+)/blobs/uploads/([a-f0-9-]*)");

    private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/([^/]+)");

    private final Storage storage;

    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();

    private final AtomicInteger cuts = new AtomicInteger();

    private volatile int keptOfCut;

    private volatile int minChunk;

    PushApi(Storage storage) {
        this.storage = storage;
    }

    /** Breaks the next uploads in the middle of their bytes. */
    void cut(int times, int kept) {
        this.keptOfCut = kept;
        this.cuts.set(times);
    }

    /** Forgets all uploads. */
    void forget() {
        this.uploads.clear();
    }

    /** Uploads that were begun and neither finished nor cancelled. */
    int open() {
        return this.uploads.size();
    }

    void wantChunksOf(int bytes) {
        this.minChunk = bytes;
    }

    /**
     * Answers one request, or nothing when it is not for this half.
     * @param path path behind the prefix
     */
    Optional<Answer> answer(RecordedRequest request, String path) {
        Matcher upload = UPLOADS.matcher(path);
        if (upload.matches()) {
            return switch (request.method()) {
                case "POST" -> Optional.of(begin(request, upload.group(1)));
                case "GET" -> Optional.of(locate(request, upload.group(2)));
                case "DELETE" -> Optional.of(cancel(upload.group(2)));
                case "PATCH" -> Optional.of(append(request, upload.group(2)));
                case "PUT" -> Optional.of(finish(request, upload.group(1), upload.group(2)));
                default -> Optional.empty();
            };
        }
        Matcher manifest = MANIFEST.matcher(path);
        if (manifest.matches() && request.method().equals("PUT")) {
            return Optional.of(putManifest(request, manifest.group(1), manifest.group(2)));
        }
        return Optional.empty();
    }

    private Answer begin(RecordedRequest request, String repository) {
        String mount = request.parameter("mount");
        Optional<Content> mounted = (mount != null)
                ? this.storage.blob(Objects.requireNonNullElse(request.parameter("from"), repository), Digest.of(mount))
                : Optional.empty();
        if (mount != null && mounted.isPresent()) {
            this.storage.putBlob(repository, Digest.of(mount), mounted.get());
            return created(mount);
        }
        String id = UUID.randomUUID().toString();
        this.uploads.put(id, new ByteArrayOutputStream());
        Answer answer = accepted(202, request.path() + id, 0);
        return (this.minChunk > 0) ? answer.withHeader("OCI-Chunk-Min-Length", String.valueOf(this.minChunk)) : answer;
    }

    private Answer locate(RecordedRequest request, String id) {
        ByteArrayOutputStream upload = this.uploads.get(id);
        return (upload != null) ? accepted(204, request.path(), upload.size()) : unknownUpload();
    }

    private Answer cancel(String id) {
        return (this.uploads.remove(id) != null) ? Answer.of(204) : unknownUpload();
    }

    private Answer append(RecordedRequest request, String id) {
        ByteArrayOutputStream upload = this.uploads.get(id);
        if (upload == null || !isStateKept(request)) {
            return unknownUpload();
        }
        String place = request.header("Content-Range");
        if (place != null && !place.startsWith(upload.size() + "-")) {
            return accepted(416, request.path(), upload.size());
        }
        if (this.cuts.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
            upload.write(request.body(), 0, Math.min(this.keptOfCut, request.body().length));
            return Answer.of(202).hangUp();
        }
        upload.writeBytes(request.body());
        return accepted(202, request.path(), upload.size());
    }

    private Answer finish(RecordedRequest request, String repository, String id) {
        ByteArrayOutputStream upload = isStateKept(request) ? this.uploads.remove(id) : null;
        if (upload == null) {
            return unknownUpload();
        }
        upload.writeBytes(request.body());
        Content content = Content.of(upload.toByteArray());
        String digest = request.parameter("digest");
        if (digest == null || !digest.equals(content.digest().toString())) {
            return Answer.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
        this.storage.putBlob(repository, Digest.of(digest), content);
        return created(digest);
    }

    private Answer putManifest(RecordedRequest request, String repository, String reference) {
        TestDocument document = new TestDocument(
                Objects.requireNonNullElse(request.header("Content-Type"), "application/json"), request.body(),
                List.of(), List.of());
        if (reference.contains(":") && !reference.equals(document.digest().toString())) {
            return Answer.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
        JsonNode root = Json.parse(request.body());
        if (!hasAll(root.path("layers"), repository, false) || !hasAll(root.path("manifests"), repository, true)
                || (root.has("config") && !has(root.path("config"), repository, false))) {
            return Answer.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry");
        }
        this.storage.putManifest(repository, document);
        if (!reference.contains(":")) {
            this.storage.putTag(repository, reference, document.digest());
        }
        return created(document.digest().toString());
    }

    private boolean hasAll(JsonNode descriptors, String repository, boolean manifests) {
        return descriptors.valueStream().allMatch((descriptor) -> has(descriptor, repository, manifests));
    }

    private boolean has(JsonNode descriptor, String repository, boolean manifest) {
        String digest = descriptor.path("digest").asString();
        return manifest ? this.storage.manifest(repository, digest).isPresent()
                : this.storage.blob(repository, Digest.of(digest)).isPresent();
    }

    private static Answer created(String digest) {
        return Answer.of(201).withHeader("Docker-Content-Digest", digest);
    }

    // Whatever the query of an address says belongs to it.
    private static boolean isStateKept(RecordedRequest request) {
        return "opaque".equals(request.parameter("_state"));
    }

    private static Answer accepted(int status, String location, int received) {
        return Answer.of(status)
            .withHeader("Location", location + "?_state=opaque")
            .withHeader("Range", "0-" + Math.max(0, received - 1));
    }

    private static Answer unknownUpload() {
        return Answer.error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
    }

}
