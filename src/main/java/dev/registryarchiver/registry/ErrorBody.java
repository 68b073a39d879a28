package dev.registryarchiver.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Response;

/**
 * What a server says about an error, in its own words. Registries, token services,
 * proxies and storages have many forms; the words explain, the status decides.
 *
 * @param words visible characters, at most 200, or empty
 * @param author who wrote it, by its form
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">
 * distribution-spec, error codes</a>
 */
record ErrorBody(String words, Author author) {

    private static final int MAX_SIZE = 64 * 1024;

    private static final int MAX_NESTING = 32;

    private static final List<String> MESSAGE_FIELDS = List.of("message", "error_description", "details", "error");

    private static final String BYTE_ORDER_MARK = "\ufeff";

    // What S3 and Azure say about a file that is not there; that a whole bucket is
    // missing says nothing about a file.
    private static final Set<String> MISSING_FILE = Set.of("NoSuchKey", "BlobNotFound");

    private static final Pattern REGISTRY_CODE = Pattern.compile("[A-Z]+(?:_[A-Z]+)*");

    private static final Pattern STORAGE_CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");

    private static final Pattern STORAGE_MESSAGE = Pattern.compile("<Message>([^<]{1,500})</Message>");

    private static final JsonMapper JSON = JsonMapper
        .builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            .build())
        .build();

    /** Reads at most 64 KiB of an answer; whatever is unreadable becomes no words. */
    static ErrorBody of(Response response) {
        return of(response.readBodyLeniently(MAX_SIZE));
    }

    static ErrorBody of(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8).replace(BYTE_ORDER_MARK, "").strip();
        if (text.startsWith("<")) {
            return fromMarkup(text);
        }
        return text.startsWith("{") ? fromJson(text) : new ErrorBody(Printable.of(text), Author.UNKNOWN);
    }

    /** Whether this is a page for people, which something before the registry made. */
    boolean isPage() {
        return this.author == Author.PROXY;
    }

    /** The words in parentheses with a blank before, or nothing. */
    String inParentheses() {
        return this.words.isEmpty() ? "" : " (" + this.words + ")";
    }

    private static ErrorBody fromMarkup(String text) {
        Matcher code = STORAGE_CODE.matcher(text);
        if (!code.find()) {
            return text.toLowerCase(Locale.ROOT).contains("<html") ? new ErrorBody("an HTML page", Author.PROXY)
                    : new ErrorBody("", Author.UNKNOWN);
        }
        Matcher message = STORAGE_MESSAGE.matcher(text);
        String words = message.find() ? code.group(1) + ": " + message.group(1) : code.group(1);
        return new ErrorBody(Printable.of(words),
                MISSING_FILE.contains(code.group(1)) ? Author.STORAGE_WITHOUT_FILE : Author.UNKNOWN);
    }

    private static ErrorBody fromJson(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        }
        catch (JacksonException ex) {
            return new ErrorBody("", Author.UNKNOWN);
        }
        List<JsonNode> errors = errors(root);
        String words = errors.stream()
            .map((error) -> error.isObject() ? error(error) : text(error))
            .filter((each) -> !each.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
        return new ErrorBody(Printable.of(words),
                errors.stream().anyMatch(ErrorBody::isRegistryError) ? Author.REGISTRY : Author.UNKNOWN);
    }

    private static List<JsonNode> errors(JsonNode root) {
        JsonNode errors = root.path("errors");
        if (errors.isArray()) {
            return errors.valueStream().toList();
        }
        return List.of(errors.isObject() ? errors : root);
    }

    // Artifactory itself has lists of errors, too, but with a number called status.
    private static boolean isRegistryError(JsonNode error) {
        return REGISTRY_CODE.matcher(error.path("code").stringValue("")).matches();
    }

    private static String error(JsonNode node) {
        String code = text(node.path("code"));
        String message = MESSAGE_FIELDS.stream()
            .map((field) -> text(node.path(field)))
            .filter((each) -> !each.isEmpty())
            .findFirst()
            .orElse("");
        return (code.isEmpty() || message.isEmpty()) ? code + message : code + ": " + message;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() && !node.isNull() ? node.asString().strip() : "";
    }

    /** Who wrote an error body. */
    enum Author {

        /** A registry, in the form of the specification. */
        REGISTRY,

        /** A storage that has no such file. */
        STORAGE_WITHOUT_FILE,

        /** Something that makes pages for people. */
        PROXY,

        /** Anybody. */
        UNKNOWN

    }

}
