package dev.registryarchiver.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads manifests, indexes and configs. Anything optional may be {@code null}, as
 * image-spec allows; documents that could be read as two things are refused
 * (CVE-2021-41190).
 */
public final class ImageDocuments {

    /** Most layers accepted in a manifest; the largest real images have 127. */
    static final int MAX_LAYERS = 1_000;

    private static final int MAX_NESTING = 64;

    private static final int MAX_STRING = 1 << 20;

    private static final JsonMapper JSON = JsonMapper
        .builder(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).maxStringLength(MAX_STRING).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();

    private static final JsonMapper LENIENT = JsonMapper.builder().build();

    private ImageDocuments() {
    }

    /**
     * Reads what a registry served as a manifest.
     * @param contentType the {@code Content-Type} of the response, parameters allowed;
     * generic types ({@code text/plain}, {@code application/json}, …) leave the decision
     * to the document
     * @param content the exact bytes, already checked against any requested digest
     * @throws MalformedDocumentException if it is no JSON object, is ambiguous or breaks
     * the specification
     */
    public static Manifest readManifest(String contentType, byte[] content) {
        JsonNode root = parse("manifest", content);
        String mediaType = decideMediaType(MediaTypes.simplify(contentType), root);
        Descriptor descriptor = new Descriptor(mediaType, Digest.sha256(content), content.length);
        if (MediaTypes.isIndex(mediaType)) {
            refuseAny(root, "an index", "config", "layers", "fsLayers");
            return new ImageIndex(descriptor, content, descriptors(root, "manifests"),
                    strings(root.path("annotations")), root.path("subject").isObject());
        }
        if (MediaTypes.isImageManifest(mediaType)) {
            refuseAny(root, "a manifest", "manifests", "fsLayers");
            List<Descriptor> layers = descriptors(root, "layers");
            if (layers.size() > MAX_LAYERS) {
                throw new MalformedDocumentException(
                        "The manifest has %d layers; at most %d are accepted".formatted(layers.size(), MAX_LAYERS));
            }
            return new ImageManifest(descriptor, content, descriptor("config", root.path("config")), layers,
                    strings(root.path("annotations")), text(root, "artifactType", ""), root.path("subject").isObject());
        }
        if (MediaTypes.isSchema1(mediaType)) {
            return new Schema1Manifest(descriptor, content, schema1Created(root));
        }
        return new UnknownManifest(descriptor, content);
    }

    /**
     * Reads an image config.
     * @param content the exact bytes, already checked against their descriptor
     * @throws MalformedDocumentException if it is no JSON object
     */
    public static ImageConfig readConfig(byte[] content) {
        JsonNode root = parse("config", content);
        List<String> diffIds = new ArrayList<>();
        root.path("rootfs")
            .path("diff_ids")
            .forEach((diffId) -> diffIds.add(diffId.isString() ? diffId.stringValue() : ""));
        String lastHistoryCreated = null;
        for (JsonNode entry : root.path("history")) {
            String created = text(entry, "created");
            lastHistoryCreated = (created != null) ? created : lastHistoryCreated;
        }
        Platform platform = Platform.from(text(root, "os"), text(root, "architecture"), text(root, "variant"),
                text(root, "os.version"));
        return new ImageConfig(content, text(root, "created"), platform, diffIds,
                strings(root.path("config").path("Labels")), lastHistoryCreated);
    }

    /**
     * Reads what a config says beyond what an archive needs.
     * @param content the exact bytes, already checked against their descriptor
     * @throws MalformedDocumentException if it is no JSON object
     */
    public static ImageDetails readDetails(byte[] content) {
        JsonNode root = parse("config", content);
        JsonNode config = root.path("config");
        List<ImageDetails.HistoryEntry> history = new ArrayList<>();
        root.path("history")
            .forEach((entry) -> history.add(new ImageDetails.HistoryEntry(text(entry, "created"),
                    text(entry, "created_by", ""), entry.path("empty_layer").booleanValue(false))));
        return new ImageDetails(text(root, "author", ""), text(config, "User", ""), text(config, "WorkingDir", ""),
                texts(config.path("Entrypoint")), texts(config.path("Cmd")), texts(config.path("Env")),
                List.copyOf(config.path("ExposedPorts").propertyNames()),
                List.copyOf(config.path("Volumes").propertyNames()), strings(config.path("Labels")), history);
    }

    /**
     * Whether this is one whole JSON document, right or wrong. What is cut short, empty
     * or no JSON did not come from whoever stored it.
     */
    public static boolean isComplete(byte[] content) {
        try (JsonParser parser = LENIENT.createParser(content)) {
            boolean empty = parser.nextToken() == null;
            while (parser.nextToken() != null) {
                // Only the end matters.
            }
            return !empty;
        }
        catch (StreamConstraintsException ex) {
            // Whoever nests a thousand levels meant it.
            return true;
        }
        catch (JacksonException ex) {
            return false;
        }
    }

    private static JsonNode parse(String what, byte[] content) {
        JsonNode root;
        try {
            root = JSON.readTree(content);
        }
        catch (JacksonException ex) {
            throw new MalformedDocumentException(
                    "The %s is not readable JSON: %s".formatted(what, Printable.of(ex.getOriginalMessage())));
        }
        if (!root.isObject()) {
            throw new MalformedDocumentException("The %s is not a JSON object".formatted(what));
        }
        return root;
    }

    private static String decideMediaType(String contentType, JsonNode root) {
        String declared = MediaTypes.simplify(text(root, "mediaType", ""));
        if (isManifestType(contentType)) {
            if (!declared.isEmpty() && !declared.equals(contentType)) {
                throw new MalformedDocumentException("The registry calls it %s and the document itself %s"
                    .formatted(contentType, Printable.of(declared)));
            }
            return contentType;
        }
        if (!declared.isEmpty()) {
            return declared;
        }
        if (root.path("manifests").isArray()) {
            return MediaTypes.OCI_INDEX;
        }
        if (root.path("config").isObject()) {
            return MediaTypes.OCI_MANIFEST;
        }
        return root.path("fsLayers").isArray() ? MediaTypes.DOCKER_SCHEMA1 : contentType;
    }

    private static boolean isManifestType(String type) {
        return MediaTypes.isIndex(type) || MediaTypes.isImageManifest(type) || MediaTypes.isSchema1(type);
    }

    private static void refuseAny(JsonNode root, String what, String... fields) {
        for (String field : fields) {
            if (root.hasNonNull(field)) {
                throw new MalformedDocumentException(
                        "The document says it is %s but also has '%s'; it could be read as two things".formatted(what,
                                field));
            }
        }
    }

    private static List<Descriptor> descriptors(JsonNode root, String field) {
        JsonNode array = root.path(field);
        if (!array.isArray() && !array.isNull() && !array.isMissingNode()) {
            throw new MalformedDocumentException("'%s' is not a list".formatted(field));
        }
        List<Descriptor> descriptors = new ArrayList<>(array.size());
        array.forEach((node) -> descriptors.add(descriptor(field, node)));
        return descriptors;
    }

    private static Descriptor descriptor(String field, JsonNode node) {
        if (!node.isObject()) {
            throw new MalformedDocumentException("'%s' does not hold a descriptor".formatted(field));
        }
        JsonNode size = node.path("size");
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
            throw new MalformedDocumentException("A descriptor in '%s' has no usable size".formatted(field));
        }
        List<String> urls = new ArrayList<>();
        node.path("urls").forEach((url) -> urls.add(url.isString() ? url.stringValue() : ""));
        return new Descriptor(MediaTypes.simplify(text(node, "mediaType", "")), digest(field, text(node, "digest", "")),
                size.longValue(), strings(node.path("annotations")), platform(node.path("platform")),
                text(node, "artifactType", ""), urls, text(node, "data", ""));
    }

    private static Digest digest(String field, String value) {
        try {
            return Digest.of(value);
        }
        catch (IllegalArgumentException ex) {
            throw new MalformedDocumentException(
                    "A descriptor in '%s' is unusable: %s".formatted(field, ex.getMessage()));
        }
    }

    private static @Nullable Platform platform(JsonNode node) {
        return node.isObject() ? Platform.from(text(node, "os"), text(node, "architecture"), text(node, "variant"),
                text(node, "os.version")) : null;
    }

    private static @Nullable String schema1Created(JsonNode root) {
        String compatibility = text(root.path("history").path(0), "v1Compatibility");
        return (compatibility != null)
                ? text(parse("schema 1 history", compatibility.getBytes(StandardCharsets.UTF_8)), "created") : null;
    }

    // Some builders write a single word where a list belongs.
    private static List<String> texts(JsonNode node) {
        return node.isString() ? List.of(node.stringValue())
                : node.valueStream().filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new LinkedHashMap<>();
        object.properties().forEach((entry) -> {
            if (entry.getValue().isString()) {
                strings.put(entry.getKey(), entry.getValue().stringValue());
            }
        });
        return strings;
    }

    private static String text(JsonNode node, String field, String otherwise) {
        String text = text(node, field);
        return (text != null) ? text : otherwise;
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : null;
    }

}
