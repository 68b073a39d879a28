package dev.registryarchiver.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * @see <a href=
 * "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes">
 * distribution-spec, error codes</a>
 */
record ErrorBody(String words) {

    private static final int MAX_SIZE = 64 * 1024;

    private static final int MAX_NESTING = 32;

    private static final List<String> MESSAGE_FIELDS = List.of("message", "error_description", "details", "error");

    private static final String PAGE = "an HTML page";

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
        String text = new String(content, StandardCharsets.UTF_8).strip();
        if (text.startsWith("<")) {
            return new ErrorBody(Printable.of(fromMarkup(text)));
        }
        return new ErrorBody(Printable.of(text.startsWith("{") ? fromJson(text) : text));
    }

    /**
     * Whether this is a page for people, which something before the registry made: its
     * status says nothing about what the registry has.
     */
    boolean isPage() {
        return this.words.equals(PAGE);
    }

    /** The words in parentheses with a blank before, or nothing. */
    String inParentheses() {
        return this.words.isEmpty() ? "" : " (" + this.words + ")";
    }

    private static String fromMarkup(String text) {
        Matcher code = STORAGE_CODE.matcher(text);
        if (!code.find()) {
            return text.toLowerCase(Locale.ROOT).contains("<html") ? PAGE : "";
        }
        Matcher message = STORAGE_MESSAGE.matcher(text);
        return message.find() ? code.group(1) + ": " + message.group(1) : code.group(1);
    }

    private static String fromJson(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        }
        catch (JacksonException ex) {
            return "";
        }
        JsonNode errors = root.path("errors");
        if (errors.isObject()) {
            return error(errors);
        }
        if (!errors.isArray()) {
            return error(root);
        }
        List<String> words = new ArrayList<>();
        errors.forEach((error) -> words.add(error.isObject() ? error(error) : text(error)));
        return String.join("; ", words.stream().filter((each) -> !each.isEmpty()).distinct().toList());
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

}
