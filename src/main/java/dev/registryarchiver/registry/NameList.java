package dev.registryarchiver.registry;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;

import dev.registryarchiver.transport.Response;

/**
 * Reads the list of names in a catalog or tags answer while it streams in, so that a
 * catalog without pages (MCR) needs no more memory than its names. The content type is
 * not looked at, since ECR and Quay send JSON as text.
 */
final class NameList {

    private static final long MAX_SIZE = 64L << 20;

    private static final int MAX_STRING = 64 * 1024;

    private static final int MAX_NESTING = 64;

    private static final Set<String> ERROR_FIELDS = Set.of("errors", "error");

    private static final JsonFactory JSON = JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxDocumentLength(MAX_SIZE)
            .maxStringLength(MAX_STRING)
            .maxNestingDepth(MAX_NESTING)
            .build())
        .build();

    private NameList() {
    }

    /**
     * Hands over every entry of a list, {@code null} for what is no string.
     * @param action what is being done, such as {@code list repositories}
     * @param field name of the list; a missing or {@code null} list is an empty one
     * @param consumer takes the entries in order
     * @throws IOException if the body ends early; what was handed over is not the whole
     * list
     * @throws UnexpectedAnswerException if it is no such document or larger than 64 MiB
     */
    static void read(String action, Response response, String field, Consumer<@Nullable String> consumer)
            throws IOException {
        read(action, response, field, consumer, Map.of());
    }

    /**
     * The same, with readers of other fields.
     * @param others readers by name of the field; each reads the value that the parser
     * stands on to its end
     */
    static void read(String action, Response response, String field, Consumer<@Nullable String> consumer,
            Map<String, Consumer<JsonParser>> others) throws IOException {
        if (response.contentLength().orElse(-1) == 0) {
            throw unexpected(action, response, "an empty body", null);
        }
        try (InputStream body = ContentCoding.decode(response);
                JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (!readDocument(parser, field, consumer, others)) {
                throw unexpected(action, response, "something that is not a list", null);
            }
        }
        catch (UnexpectedEndOfInputException ex) {
            throw new EOFException("The list ends early");
        }
        catch (JacksonIOException ex) {
            throw ex.getCause();
        }
        catch (JacksonException ex) {
            String type = response.header("Content-Type").orElse("no content type");
            throw unexpected(action, response, "something that is not a list (%s)".formatted(type), ex);
        }
    }

    private static boolean readDocument(JsonParser parser, String field, Consumer<@Nullable String> consumer,
            Map<String, Consumer<JsonParser>> others) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new EOFException("The body is empty");
        }
        if (first != JsonToken.START_OBJECT) {
            return false;
        }
        boolean isList = false;
        boolean isError = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!name.equals(field)) {
                isError |= ERROR_FIELDS.contains(name);
                others.getOrDefault(name, JsonParser::skipChildren).accept(parser);
            }
            else if (value == JsonToken.START_ARRAY) {
                isList = true;
                readEntries(parser, consumer);
            }
            else if (value != JsonToken.VALUE_NULL) {
                return false;
            }
        }
        // To the very end, so that the connection can be used again.
        return parser.nextToken() == null && (isList || !isError);
    }

    private static void readEntries(JsonParser parser, Consumer<@Nullable String> consumer) {
        JsonToken entry = parser.nextToken();
        while (entry != JsonToken.END_ARRAY) {
            consumer.accept((entry == JsonToken.VALUE_STRING) ? parser.getString() : null);
            parser.skipChildren();
            entry = parser.nextToken();
        }
    }

    private static UnexpectedAnswerException unexpected(String action, Response response, String what,
            @Nullable Throwable cause) {
        return UnexpectedAnswerException.ofBody(action, response.uri(), response.status(), what, cause);
    }

}
