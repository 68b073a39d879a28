package dev.registryarchiver.transport;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One request, not yet sent.
 *
 * @param method HTTP method
 * @param uri absolute http(s) address, sent as it is
 * @param headers headers by name; {@code Authorization} leaves the origin of {@code uri}
 * never
 * @param body what it carries
 * @param redirects how far redirects are followed
 * @param repeatable whether it may be sent again when nobody knows what became of it
 */
public record Request(Method method, URI uri, Map<String, String> headers, RequestBody body, Redirects redirects,
        boolean repeatable) {

    /** The methods of the distribution API and of token services. */
    public enum Method {

        GET, HEAD, POST, PUT, PATCH, DELETE;

        private static final Set<Method> CARRIERS = EnumSet.of(POST, PUT, PATCH);

        /** Whether such requests have a body, though it may be empty. */
        boolean hasBody() {
            return CARRIERS.contains(this);
        }

    }

    /** How far redirects are followed. */
    public enum Redirects {

        /** To any acceptable address; credentials stay behind when the origin changes. */
        ANYWHERE,

        /** Only within the origin of the request (lists, token services). */
        SAME_ORIGIN,

        /** Not at all. */
        NONE

    }

    public Request {
        headers = Map.copyOf(headers);
    }

    public static Request get(URI uri) {
        return of(Method.GET, uri, RequestBody.NONE);
    }

    public static Request head(URI uri) {
        return of(Method.HEAD, uri, RequestBody.NONE);
    }

    /**
     * Any other request. Redirects that keep method and body are followed anywhere, as
     * registries in front of a storage answer uploads with them.
     */
    public static Request of(Method method, URI uri, RequestBody body) {
        return new Request(method, uri, Map.of(), body, Redirects.ANYWHERE, true);
    }

    /** A form post; posts are never redirected. */
    public static Request post(URI uri, Map<String, String> form) {
        String encoded = form.entrySet()
            .stream()
            .map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
        return of(Method.POST, uri, RequestBody.of(encoded)).withRedirects(Redirects.NONE)
            .withHeader("Content-Type", "application/x-www-form-urlencoded");
    }

    /** A post of a JSON document; posts are never redirected. */
    public static Request postJson(URI uri, String document) {
        return of(Method.POST, uri, RequestBody.of(document)).withRedirects(Redirects.NONE)
            .withHeader("Content-Type", "application/json; charset=utf-8");
    }

    /** A post of bytes of some type; posts are never redirected. */
    public static Request post(URI uri, String mediaType, byte[] content) {
        return of(Method.POST, uri, RequestBody.of(content)).withRedirects(Redirects.NONE)
            .withHeader("Content-Type", mediaType);
    }

    public Request withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(this.headers);
        changed.put(name, value);
        return new Request(this.method, this.uri, changed, this.body, this.redirects, this.repeatable);
    }

    public Request withRedirects(Redirects changed) {
        return new Request(this.method, this.uri, this.headers, this.body, changed, this.repeatable);
    }

    /**
     * The same, sent only once unless the server itself puts it off with 429: whoever
     * sends it finds out what became of it.
     */
    public Request once() {
        return new Request(this.method, this.uri, this.headers, this.body, this.redirects, false);
    }

    /** The same request without credentials, to another address. */
    Request anonymouslyTo(URI changed) {
        Map<String, String> kept = new LinkedHashMap<>(this.headers);
        kept.keySet().removeIf(Request::isCredential);
        return new Request(this.method, changed, kept, this.body, this.redirects, this.repeatable);
    }

    Request to(URI changed) {
        return new Request(this.method, changed, this.headers, this.body, this.redirects, this.repeatable);
    }

    // Headers and bodies hold secrets.
    @Override
    public String toString() {
        return this.method + " " + Redaction.of(this.uri);
    }

    private static boolean isCredential(String header) {
        return header.equalsIgnoreCase("Authorization") || header.equalsIgnoreCase("Cookie");
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

}
