package dev.registryarchiver.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Who asks a product's own API. Its text form never holds the secret.
 *
 * @param username user name, or empty where the secret says it all
 * @param secret password or token, or empty for anonymous requests
 */
public record ApiKey(String username, String secret) {

    /** Nobody in particular. */
    public static final ApiKey NONE = new ApiKey("", "");

    /** Whether there is no secret at all. */
    public boolean isEmpty() {
        return this.secret.isEmpty();
    }

    /** {@code Authorization} with the secret as it is (RFC 6750). */
    String bearer() {
        return "Bearer " + this.secret;
    }

    /** {@code Authorization} with user name and secret (RFC 7617), in UTF-8. */
    String basic() {
        return "Basic " + encoded();
    }

    /** What must never be shown. */
    List<String> secrets() {
        return isEmpty() ? List.of() : List.of(this.secret, encoded());
    }

    @Override
    public String toString() {
        return isEmpty() ? "no API key" : "API key";
    }

    private String encoded() {
        byte[] pair = (this.username + ":" + this.secret).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair);
    }

}
