package dev.registryarchiver.transport;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.hc.core5.http.ContentType;

/**
 * One request, not yet sent.
 *
 * @param method HTTP method
 * @param uri absolute http(s) address, sent as it is
 * @param headers headers by name; {@code Authorization} leaves the origin of {@code uri}
 * never
 * @param form body of a post, or empty; a character for each byte where its type names no
 * charset
 * @param redirects how far redirects are followed
 */
public record Request(Method method, URI uri, Map<String, String> headers, String form, Redirects redirects) {

    /** The methods a reading client needs. */
    public enum Method {

        GET, HEAD, POST

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
        return new Request(Method.GET, uri, Map.of(), "", Redirects.ANYWHERE);
    }

    public static Request head(URI uri) {
        return new Request(Method.HEAD, uri, Map.of(), "", Redirects.ANYWHERE);
    }

    /** A form post; posts are never redirected. */
    public static Request post(URI uri, Map<String, String> form) {
        String encoded = form.entrySet()
            .stream()
            .map((field) -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
        return new Request(Method.POST, uri, Map.of(), encoded, Redirects.NONE);
    }

    /** A post of a JSON document; posts are never redirected. */
    public static Request postJson(URI uri, String document) {
        return new Request(Method.POST, uri, Map.of("Content-Type", "application/json; charset=utf-8"), document,
                Redirects.NONE);
    }

    /** A post of bytes of some type; posts are never redirected. */
    public static Request post(URI uri, String mediaType, byte[] content) {
        return new Request(Method.POST, uri, Map.of("Content-Type", mediaType),
                new String(content, charset(ContentType.parse(mediaType))), Redirects.NONE);
    }

    public Request withHeader(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(this.headers);
        changed.put(name, value);
        return new Request(this.method, this.uri, changed, this.form, this.redirects);
    }

    public Request withRedirects(Redirects changed) {
        return new Request(this.method, this.uri, this.headers, this.form, changed);
    }

    /** The same request without credentials, to another address. */
    Request anonymouslyTo(URI changed) {
        Map<String, String> kept = new LinkedHashMap<>(this.headers);
        kept.keySet().removeIf(Request::isCredential);
        return new Request(this.method, changed, kept, this.form, this.redirects);
    }

    Request to(URI changed) {
        return new Request(this.method, changed, this.headers, this.form, this.redirects);
    }

    /** What the form is made of. */
    ContentType contentType() {
        String type = this.headers.get("Content-Type");
        return (type != null) ? ContentType.parse(type) : ContentType.APPLICATION_FORM_URLENCODED;
    }

    /** The form as it is sent. */
    byte[] content() {
        return this.form.getBytes(charset(contentType()));
    }

    // Headers and forms hold secrets.
    @Override
    public String toString() {
        return this.method + " " + Redaction.of(this.uri);
    }

    private static boolean isCredential(String header) {
        return header.equalsIgnoreCase("Authorization") || header.equalsIgnoreCase("Cookie");
    }

    // Without a charset it is not text, and every character stands for a byte.
    private static Charset charset(ContentType type) {
        return ContentType.getCharset(type, StandardCharsets.ISO_8859_1);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

}
