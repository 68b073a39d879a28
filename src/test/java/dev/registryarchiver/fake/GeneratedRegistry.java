package dev.registryarchiver.fake;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.MediaTypes;

/**
 * A registry of as many repositories and tags as wanted, which takes no memory for them:
 * whatever is asked for is made up from its name. All images share a layer, and those of
 * a repository another one; the last tag is the newest. Anybody may read it.
 */
public final class GeneratedRegistry implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("/v2/(team-\\d+/app-(\\d+))/([a-z]+)/(.+)");

    private static final Pattern LAST = Pattern.compile(".*-(\\d+)");

    private static final String TAG = "1.";

    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    // Two of them are the end of a tar; what follows is for nobody to read.
    private static final int TAR_BLOCK = 512;

    private static final int TEAMS = 97;

    private static final int CATALOG_PAGE = 1000;

    private static final int REMEMBERED = 10_000;

    private static final Instant FIRST_DAY = Instant.parse("2026-01-01T00:00:00Z");

    private static final byte[] SHARED_LAYER = layer("shared");

    private static final Digest SHARED_LAYER_DIGEST = Digest.sha256(SHARED_LAYER);

    private final int repositories;

    private final int tags;

    private final FakeServer server = new FakeServer(this::answer);

    private final AtomicLong requests = new AtomicLong();

    // Guarded by itself; which tag a config belongs to cannot be seen from its digest.
    private final Map<String, byte[]> configs = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
            return size() > REMEMBERED;
        }

    };

    /**
     * Starts a registry.
     * @param repositories how many repositories there are
     * @param tags how many tags each of them has
     */
    public GeneratedRegistry(int repositories, int tags) {
        this.repositories = repositories;
        this.tags = tags;
        this.server.start();
    }

    /** Address of the registry, without a slash at its end. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + this.server.port());
    }

    /** How many requests there were so far. */
    public long requests() {
        return this.requests.get();
    }

    @Override
    public void close() {
        this.server.close();
    }

    private Answer answer(RecordedRequest request) {
        this.requests.incrementAndGet();
        if (request.path().equals("/v2/")) {
            return Answer.json(200, "{}");
        }
        if (request.path().equals("/v2/_catalog")) {
            return catalog(request);
        }
        Matcher matcher = NAME.matcher(request.path());
        if (!matcher.matches()) {
            return Answer.error(404, "NAME_UNKNOWN", "repository name not known to registry");
        }
        String name = matcher.group(1);
        return switch (matcher.group(3)) {
            case "tags" -> Answer.json(200, "{\"name\":\"%s\",\"tags\":[%s]}".formatted(name,
                    quoted(IntStream.range(0, this.tags).mapToObj((tag) -> TAG + tag))));
            case "manifests" -> manifest(name, matcher.group(4));
            default -> blob(name, matcher.group(4));
        };
    }

    private Answer catalog(RecordedRequest request) {
        String n = request.parameter("n");
        String last = request.parameter("last");
        int size = (n != null) ? Math.min(Integer.parseInt(n), CATALOG_PAGE) : CATALOG_PAGE;
        int first = (last != null) ? Integer.parseInt(LAST.matcher(last).replaceFirst("$1")) + 1 : 0;
        int end = Math.min(this.repositories, first + size);
        Answer answer = Answer.json(200, "{\"repositories\":[%s]}"
            .formatted(quoted(IntStream.range(first, end).mapToObj(GeneratedRegistry::name))));
        return (end == this.repositories) ? answer : answer.withHeader("Link",
                "</v2/_catalog?last=%s&n=%d>; rel=\"next\"".formatted(name(end - 1).replace("/", "%2F"), size));
    }

    private Answer manifest(String name, String reference) {
        @Nullable Integer tag = reference.contains(":") ? findTag(name, reference)
                : Integer.valueOf(reference.substring(TAG.length()));
        if (tag == null) {
            return Answer.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
        }
        byte[] manifest = manifest(name, tag);
        return Answer.of(200)
            .withHeader("Content-Type", MediaTypes.OCI_MANIFEST)
            .withHeader("Docker-Content-Digest", Digest.sha256(manifest).toString())
            .withBody(manifest);
    }

    private @Nullable Integer findTag(String name, String digest) {
        return IntStream.range(0, this.tags)
            .boxed()
            .filter((tag) -> Digest.sha256(manifest(name, tag)).toString().equals(digest))
            .findAny()
            .orElse(null);
    }

    private Answer blob(String name, String digest) {
        byte[] content = content(name, digest);
        return (content == null) ? Answer.error(404, "BLOB_UNKNOWN", "blob unknown to registry")
                : Answer.of(200).withHeader("Content-Type", "application/octet-stream").withBody(content);
    }

    private byte @Nullable [] content(String name, String digest) {
        if (digest.equals(SHARED_LAYER_DIGEST.toString())) {
            return SHARED_LAYER;
        }
        byte[] known;
        synchronized (this.configs) {
            known = this.configs.get(digest);
        }
        if (known != null) {
            return known;
        }
        byte[] own = layer(name);
        if (digest.equals(Digest.sha256(own).toString())) {
            return own;
        }
        return IntStream.range(0, this.tags)
            .mapToObj((tag) -> config(name, tag))
            .filter((config) -> digest.equals(Digest.sha256(config).toString()))
            .findAny()
            .orElse(null);
    }

    private byte[] manifest(String name, int tag) {
        byte[] config = config(name, tag);
        String configDigest = Digest.sha256(config).toString();
        synchronized (this.configs) {
            this.configs.put(configDigest, config);
        }
        byte[] own = layer(name);
        return ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\",\"config\":"
                + descriptor(MediaTypes.OCI_CONFIG, configDigest, config.length) + ",\"layers\":["
                + descriptor(LAYER, SHARED_LAYER_DIGEST.toString(), SHARED_LAYER.length) + ","
                + descriptor(LAYER, Digest.sha256(own).toString(), own.length) + "]}")
            .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] config(String name, int tag) {
        return ("{\"created\":\"" + FIRST_DAY.plusSeconds(60L * tag)
                + "\",\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"name\":\"" + name + ":"
                + TAG + tag + "\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"" + SHARED_LAYER_DIGEST + "\",\""
                + Digest.sha256(layer(name)) + "\"]}}")
            .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] layer(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] layer = new byte[3 * TAR_BLOCK];
        System.arraycopy(text, 0, layer, 2 * TAR_BLOCK, text.length);
        return layer;
    }

    private static String descriptor(String mediaType, String digest, int size) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    private static String name(int number) {
        return "team-%d/app-%06d".formatted(number % TEAMS, number);
    }

    private static String quoted(Stream<String> names) {
        return names.map((name) -> "\"" + name + "\"").collect(Collectors.joining(","));
    }

}
