package dev.registryarchiver.auth;

import java.util.Collection;
import java.util.stream.Stream;

import dev.registryarchiver.image.Printable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The sentence in an error body, fit for a message. Bodies come as
 * {@code {"errors":[{"code","message"}]}}, {@code {"details"}}, {@code {"error"}},
 * {@code {"message"}} or as anything else, which is left out.
 */
final class ServerWords {

    /** Most bytes of an error body worth reading. */
    static final int MAX_BODY = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ServerWords() {
    }

    /** The words, or nothing when there are none or they repeat a secret. */
    static String of(byte[] body, Collection<String> secrets) {
        JsonNode root = read(body);
        JsonNode first = root.path("errors").path(0);
        String words = Stream
            .of(first.path("message"), first.path("code"), root.path("details"), root.path("message"),
                    root.path("error"))
            .map((node) -> node.stringValue(""))
            .filter((each) -> !each.isBlank())
            .findFirst()
            .orElse("");
        boolean secret = secrets.stream().anyMatch((each) -> !each.isEmpty() && words.contains(each));
        return secret ? "" : Printable.of(words);
    }

    private static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        }
        catch (JacksonException ex) {
            return JSON.createObjectNode();
        }
    }

}
