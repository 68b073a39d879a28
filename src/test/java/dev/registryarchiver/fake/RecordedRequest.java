package dev.registryarchiver.fake;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param method method, such as {@code GET}
 * @param path path, still encoded
 * @param query query string, still encoded, or empty
 * @param headers all lines of every header; names are lower-case
 * @param body body, or empty
 */
public record RecordedRequest(String method, String path, String query, Map<String, List<String>> headers,
        byte[] body) {

    /** The first line of a header, or {@code null}. */
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** All lines of a header. */
    public List<String> headers(String name) {
        return this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** Whether the request carried credentials or a token. */
    public boolean isAuthorized() {
        return header("Authorization") != null;
    }

    /** {@code Basic}, {@code Bearer}, or empty without {@code Authorization}. */
    public String authorizationScheme() {
        String authorization = header("Authorization");
        return (authorization != null) ? authorization.split(" ", 2)[0] : "";
    }

    /** What follows {@code Bearer}, or empty. */
    public String bearerToken() {
        return credentials("Bearer");
    }

    /** {@code user:password} from Basic, or empty. */
    public String basicCredentials() {
        return new String(Base64.getDecoder().decode(credentials("Basic")), StandardCharsets.UTF_8);
    }

    /** A decoded parameter of the query, or {@code null}. */
    public @Nullable String parameter(String name) {
        return first(decode(this.query, name));
    }

    /** All decoded values of a parameter of the query. */
    public List<String> parameters(String name) {
        return decode(this.query, name);
    }

    /** A decoded field of a form body, or {@code null}. */
    public @Nullable String field(String name) {
        return first(decode(text(), name));
    }

    /** The body as text. */
    public String text() {
        return new String(this.body, StandardCharsets.UTF_8);
    }

    /** Path and query as they were sent. */
    public String target() {
        return this.query.isEmpty() ? this.path : this.path + "?" + this.query;
    }

    @Override
    public String toString() {
        return this.method + " " + target();
    }

    private String credentials(String scheme) {
        String authorization = header("Authorization");
        return (authorization != null && authorizationScheme().equals(scheme))
                ? authorization.substring(scheme.length()).strip() : "";
    }

    private static @Nullable String first(List<String> values) {
        return values.isEmpty() ? null : values.get(0);
    }

    private static List<String> decode(String form, String name) {
        return Arrays.stream(form.split("&"))
            .map((pair) -> pair.split("=", 2))
            .filter((pair) -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8).equals(name))
            .map((pair) -> (pair.length == 2) ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "")
            .toList();
    }

}
