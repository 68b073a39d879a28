package dev.registryarchiver.fake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import tools.jackson.databind.JsonNode;

/** The JDK's client, which is none of ours and follows no redirects. */
final class Client {

    private final HttpClient delegate = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Sends a {@code GET}.
     * @param headers names and values in turn
     */
    HttpResponse<byte[]> get(URI uri, String... headers) throws IOException {
        return send(builder(uri, headers).GET());
    }

    HttpResponse<byte[]> head(URI uri, String... headers) throws IOException {
        return send(builder(uri, headers).method("HEAD", BodyPublishers.noBody()));
    }

    HttpResponse<byte[]> post(URI uri, String form) throws IOException {
        return send(
                builder(uri, "Content-Type", "application/x-www-form-urlencoded").POST(BodyPublishers.ofString(form)));
    }

    static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return Json.parse(response.body());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return this.delegate.send(request.build(), BodyHandlers.ofByteArray());
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException(ex);
        }
    }

    private static HttpRequest.Builder builder(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return (headers.length > 0) ? request.headers(headers) : request;
    }

}
