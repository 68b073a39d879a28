package dev.registryarchiver.fake;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;
import org.jspecify.annotations.Nullable;

/**
 * Answers the reading half of the distribution API as distribution 2.8.2 does, quirks
 * included.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/api/">distribution, HTTP
 * API V2</a>
 */
final class DistributionApi {

    private static final int DEFAULT_PAGE = 100;

    private static final String NAME = "[a-z0-9]+(?:[/._-]+[a-z0-9]+)*";

    private static final Pattern TAGS = Pattern.compile("/v2/(" + NAME + ")/tags/list");

    private static final Pattern MANIFEST = Pattern.compile("/v2/(" + NAME + ")/manifests/([^/]+)");

    private static final Pattern BLOB = Pattern.compile("/v2/(" + NAME + ")/blobs/([^/]+)");

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private static final Pattern DIGEST = Pattern.compile("sha256:[a-f0-9]{64}");

    private final Storage storage;

    private final String prefix;

    private volatile int maxEntries = 1000;

    private volatile int tagPage = Integer.MAX_VALUE;

    /**
     * @param storage what there is to serve
     * @param prefix path in front of {@code /v2/}, or empty
     */
    DistributionApi(Storage storage, String prefix) {
        this.storage = storage;
        this.prefix = prefix;
    }

    /** Refuses larger catalog pages. */
    void limitCatalogPages(int most) {
        this.maxEntries = most;
    }

    /** Cuts tag lists into pages, as later versions and other products do. */
    void pageTags(int most) {
        this.tagPage = most;
    }

    /**
     * Answers one request.
     * @param path path behind the prefix
     */
    Answer answer(RecordedRequest request, String path) {
        Answer answer = route(request, path);
        return answer.withHeader("Docker-Distribution-Api-Version", "registry/2.0");
    }

    private Answer route(RecordedRequest request, String path) {
        boolean head = request.method().equals("HEAD");
        if (path.equals("/v2")) {
            return Answer.of(301).withHeader("Location", this.prefix + "/v2/");
        }
        if (path.equals("/v2/")) {
            return Answer.json(200, "{}");
        }
        if (path.equals("/v2/_catalog")) {
            return head ? notAllowed() : catalog(request);
        }
        Matcher matcher = TAGS.matcher(path);
        if (matcher.matches()) {
            return head ? notAllowed() : tags(request, matcher.group(1));
        }
        matcher = MANIFEST.matcher(path);
        if (matcher.matches()) {
            return manifest(request, matcher.group(1), matcher.group(2));
        }
        matcher = BLOB.matcher(path);
        if (matcher.matches()) {
            return blob(request, matcher.group(1), matcher.group(2));
        }
        return Answer.of(404).withHeader("Content-Type", "text/plain; charset=utf-8").withBody("404 page not found\n");
    }

    private Answer catalog(RecordedRequest request) {
        int size = pageSize(request, Math.min(DEFAULT_PAGE, this.maxEntries));
        if (size > this.maxEntries) {
            return Answer.error(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested");
        }
        List<String> remaining = after(this.storage.repositories(), request.parameter("last"), Storage.WALK_ORDER);
        return page(request, remaining, size, Map.of(), "repositories");
    }

    private Answer tags(RecordedRequest request, String repository) {
        List<String> tags = this.storage.tags(repository).orElse(null);
        if (tags == null) {
            return Answer.error(404, "NAME_UNKNOWN", "repository name not known to registry");
        }
        Map<String, Object> name = Map.of("name", repository);
        if (this.tagPage == Integer.MAX_VALUE) {
            return page(request, tags, tags.size(), name, "tags");
        }
        List<String> sorted = after(tags.stream().sorted().toList(), request.parameter("last"),
                Comparator.naturalOrder());
        return page(request, sorted, Math.min(pageSize(request, this.tagPage), this.tagPage), name, "tags");
    }

    private Answer page(RecordedRequest request, List<String> remaining, int size, Map<String, Object> before,
            String field) {
        List<String> page = remaining.subList(0, Math.min(size, remaining.size()));
        Map<String, @Nullable Object> body = new LinkedHashMap<>(before);
        body.put(field, (page.isEmpty() && field.equals("tags")) ? null : page);
        Answer answer = Answer.json(200, Json.text(body) + "\n");
        if (page.isEmpty() || page.size() == remaining.size()) {
            return answer;
        }
        String last = URLEncoder.encode(page.get(page.size() - 1), StandardCharsets.UTF_8);
        return answer.withHeader("Link", "<%s?last=%s&n=%d>; rel=\"next\"".formatted(request.path(), last, size));
    }

    private Answer manifest(RecordedRequest request, String repository, String reference) {
        if (reference.contains(":") && !DIGEST.matcher(reference).matches()) {
            return Answer.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
        return this.storage.manifest(repository, reference)
            .map((document) -> negotiate(request, repository, document, !reference.contains(":")))
            .orElseGet(() -> Answer.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
    }

    private Answer negotiate(RecordedRequest request, String repository, TestDocument document, boolean byTag) {
        String accept = String.join(",", request.headers("Accept"));
        String type = MediaTypes.simplify(document.mediaType());
        // Wildcards count for nothing, and only these types are looked at.
        if ((type.equals(MediaTypes.OCI_MANIFEST) || type.equals(MediaTypes.OCI_INDEX)) && !accept.contains(type)) {
            return Answer.error(404, "MANIFEST_UNKNOWN",
                    "OCI %s found, but accept header does not support OCI %s".formatted(
                            type.equals(MediaTypes.OCI_INDEX) ? "index" : "manifest",
                            type.equals(MediaTypes.OCI_INDEX) ? "indexes" : "manifests"));
        }
        if (byTag && type.equals(MediaTypes.DOCKER_MANIFEST_LIST) && !accept.contains(type)) {
            return amd64Child(request, repository, document);
        }
        if (byTag && type.equals(MediaTypes.DOCKER_MANIFEST) && !accept.contains(type)) {
            return Answer.error(400, "MANIFEST_INVALID", "manifest invalid");
        }
        return serve(request, document);
    }

    private Answer amd64Child(RecordedRequest request, String repository, TestDocument list) {
        return Json.parse(list.content())
            .path("manifests")
            .valueStream()
            .filter((entry) -> entry.at("/platform/architecture").asString("").equals("amd64"))
            .findFirst()
            .flatMap((entry) -> this.storage.manifest(repository, entry.path("digest").asString()))
            .map((child) -> negotiate(request, repository, child, true))
            .orElseGet(() -> Answer.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
    }

    private static Answer serve(RecordedRequest request, TestDocument document) {
        String digest = document.digest().toString();
        String etag = '"' + digest + '"';
        if (etag.equals(request.header("If-None-Match"))) {
            return Answer.of(304);
        }
        return Answer.of(200)
            .withHeader("Content-Type", document.mediaType())
            .withHeader("Docker-Content-Digest", digest)
            .withHeader("Etag", etag)
            .withBody(document.content());
    }

    private Answer blob(RecordedRequest request, String repository, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            return Answer.error(400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
        return this.storage.blob(repository, Digest.of(digest))
            .map((content) -> serve(request, digest, content))
            .orElseGet(() -> Answer.error(404, "BLOB_UNKNOWN", "blob unknown to registry"));
    }

    private static Answer serve(RecordedRequest request, String digest, Content content) {
        Answer whole = Answer.of(200)
            .withHeader("Content-Type", "application/octet-stream")
            .withHeader("Docker-Content-Digest", digest)
            .withHeader("Etag", '"' + digest + '"')
            .withHeader("Accept-Ranges", "bytes")
            .withHeader("Cache-Control", "max-age=31536000")
            .withBody(content);
        String range = request.header("Range");
        Matcher matcher = RANGE.matcher((range != null) ? range : "");
        return matcher.matches() ? part(whole, matcher) : whole;
    }

    private static Answer part(Answer whole, Matcher range) {
        long length = whole.body().length();
        long first = Long.parseLong(range.group(1));
        long end = range.group(2).isEmpty() ? length : Math.min(length, Long.parseLong(range.group(2)) + 1);
        if (first >= length) {
            // The length of the blob is announced and never sent.
            String text = "invalid range: failed to overlap\n";
            return whole.withStatus(416)
                .withHeader("Content-Type", "text/plain; charset=utf-8")
                .withHeader("Content-Range", "bytes */" + length)
                .withoutHeader("Accept-Ranges")
                .withBody((text.length() < length) ? text : "")
                .withDeclaredLength(length);
        }
        return whole.withStatus(206)
            .withHeader("Content-Range", "bytes %d-%d/%d".formatted(first, end - 1, length))
            .withBody(whole.body().range(first, end));
    }

    private static Answer notAllowed() {
        return text(405, "Method Not Allowed\n").withHeader("Allow", "GET");
    }

    private static Answer notFound() {
        return text(404, "404 page not found\n");
    }

    private static Answer text(int status, String text) {
        return Answer.of(status).withHeader("Content-Type", "text/plain; charset=utf-8").withBody(text);
    }

    private static int pageSize(RecordedRequest request, int usual) {
        String n = request.parameter("n");
        return (n != null && n.matches("\\d{1,9}")) ? Integer.parseInt(n) : usual;
    }

    private static List<String> after(List<String> names, @Nullable String last, Comparator<String> order) {
        return (last != null) ? names.stream().filter((name) -> order.compare(name, last) > 0).toList() : names;
    }

}
