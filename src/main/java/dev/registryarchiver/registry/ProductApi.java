package dev.registryarchiver.registry;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Redaction;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;

/**
 * The API that a product has besides the registry protocol: JSON from one address. What a
 * server answers never leads to another one, and the key goes nowhere else. Safe for use
 * by many threads.
 */
public final class ProductApi {

    static final String ACTION = "list repositories";

    private static final Set<Integer> REFUSED = Set.of(400, 401, 402, 403, 404, 405, 410, 422, 501);

    private static final int MAX_SIZE = 16 << 20;

    private static final int MAX_NESTING = 64;

    // RFC 6750: what can be sent as a bearer token.
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,32768}");

    private static final JsonMapper JSON = JsonMapper
        .builder(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxDocumentLength(MAX_SIZE).maxNestingDepth(MAX_NESTING).build())
            .build())
        .build();

    private final HttpTransport transport;

    private final URI base;

    private final ApiKey key;

    private final Map<String, String> headers;

    private final String remedy;

    private ProductApi(HttpTransport transport, URI base, ApiKey key, Map<String, String> headers, String remedy) {
        this.transport = transport;
        this.base = base;
        this.key = key;
        this.headers = headers;
        this.remedy = remedy;
    }

    /**
     * An API that nothing secret is sent to so far.
     * @param base its address, without a slash at its end
     */
    public static ProductApi at(HttpTransport transport, URI base) {
        return new ProductApi(transport, base, ApiKey.NONE, Map.of("Accept", "application/json"), "");
    }

    /** The same with one more header in every request. */
    public ProductApi withHeader(String name, String value) {
        Request request = request("", "").withHeader(name, value);
        return new ProductApi(this.transport, this.base, this.key, request.headers(), this.remedy);
    }

    /**
     * The same with a sentence that says what to do when it refuses.
     */
    public ProductApi withRemedy(String sentence) {
        return new ProductApi(this.transport, this.base, this.key, this.headers, sentence);
    }

    /**
     * The same with the secret of a key as bearer token, if there is one.
     * @throws IllegalArgumentException if it cannot be a token
     */
    public ProductApi withBearer(ApiKey value) {
        if (!value.isEmpty() && !TOKEN.matcher(value.secret()).matches()) {
            throw new IllegalArgumentException(
                    "The secret for the API at %s is no token: it has other characters than visible ASCII. Set catalog.token to a token of its own."
                        .formatted(Redaction.of(this.base)));
        }
        return value.isEmpty() ? this : withKey(value, value.bearer());
    }

    /** The same with a key as user name and password, if there is one. */
    public ProductApi withBasic(ApiKey value) {
        return value.isEmpty() ? this : withKey(value, value.basic());
    }

    /**
     * Posts fields of a login and goes on with the bearer token that is answered.
     * @param field name of the token in the answer
     * @throws ListingRefusedException if the login is refused
     */
    public ProductApi login(String path, ApiKey value, Map<String, String> fields, String field) {
        URI uri = URI.create(this.base + path);
        ProductApi secretive = new ProductApi(this.transport, this.base, value, this.headers, this.remedy);
        String token = this.transport.exchange(Request.postJson(uri, JSON.writeValueAsString(fields)),
                (response) -> secretive.read(response).body().path(field).asString(""));
        if (!TOKEN.matcher(token).matches()) {
            throw UnexpectedAnswerException.ofApi(uri, 200, "no usable token", null);
        }
        return withBearer(new ApiKey("", token));
    }

    /**
     * Fetches a document of at most 16 MiB.
     * @param path path below the address, encoded
     * @param rawQuery query, sent as it is
     * @throws ListingRefusedException if it is refused or not there
     * @throws UnexpectedAnswerException if something else comes back
     */
    public ApiAnswer get(String path, String rawQuery) {
        return this.transport.exchange(request(path, rawQuery), this::read);
    }

    /** Like {@link #get}, but nothing when it is not there (404). */
    public Optional<ApiAnswer> find(String path, String rawQuery) {
        return this.transport.exchange(request(path, rawQuery),
                (response) -> (response.status() == 404) ? Optional.empty() : Optional.of(read(response)));
    }

    /** What to say when nothing is found anywhere. */
    public ListingRefusedException missing(String path, String what) {
        return ListingRefusedException.of(URI.create(this.base + path), 404, "", what);
    }

    private Request request(String path, String rawQuery) {
        Request request = Request.get(URI.create(this.base + path + (rawQuery.isEmpty() ? "" : "?" + rawQuery)))
            .withRedirects(Request.Redirects.SAME_ORIGIN);
        for (Map.Entry<String, String> header : this.headers.entrySet()) {
            request = request.withHeader(header.getKey(), header.getValue());
        }
        return request;
    }

    private ProductApi withKey(ApiKey value, String authorization) {
        ProductApi authorized = withHeader("Authorization", authorization);
        return new ProductApi(this.transport, this.base, value, authorized.headers, this.remedy);
    }

    private ApiAnswer read(Response response) throws IOException {
        if (!response.isSuccessful()) {
            throw refusal(response);
        }
        byte[] content = content(response);
        try {
            JsonNode body = JSON.readTree(content);
            return new ApiAnswer(response.uri(), response.status(), body, response.headers("Link"));
        }
        catch (JacksonException ex) {
            String type = response.header("Content-Type").orElse("no content type");
            throw UnexpectedAnswerException.ofApi(response.uri(), response.status(),
                    "something that is not JSON (%s)".formatted(type), ex);
        }
    }

    private static byte[] content(Response response) throws IOException {
        byte[] content = response.readBody(MAX_SIZE);
        if (ContentCoding.isGzip(response) && ContentCoding.looksLikeGzip(content)) {
            return ContentCoding.gunzip(content, MAX_SIZE);
        }
        return content;
    }

    private RegistryException refusal(Response response) {
        boolean exhausted = response.header("X-RateLimit-Remaining").filter("0"::equals).isPresent();
        if (response.status() == 403 && exhausted) {
            return ListingRefusedException.rateLimited(response.uri(), response.status());
        }
        ErrorBody error = ErrorBody.of(response);
        if (REFUSED.contains(response.status())) {
            return ListingRefusedException.of(response.uri(), response.status(), harmless(error), this.remedy);
        }
        return UnexpectedAnswerException.ofStatus(ACTION, response.uri(), response.status(),
                new ErrorBody(harmless(error), error.author()));
    }

    // A server may echo what it was sent.
    private String harmless(ErrorBody error) {
        List<String> secrets = this.key.secrets();
        return secrets.stream().anyMatch(error.words()::contains) ? "" : error.words();
    }

}
