package dev.registryarchiver.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a token service gave, and when to ask for another.
 *
 * @param value the token; never shown
 * @param renewal from when on it is not used any more, a little before it expires
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/token/#token-response-fields">distribution,
 * token response fields</a>
 */
record BearerToken(String value, Instant renewal) {

    private static final int MAX_LENGTH = 32 * 1024;

    private static final long MIN_SECONDS = 60;

    private static final long MAX_SECONDS = Duration.ofHours(12).toSeconds();

    private static final long MIN_MARGIN_SECONDS = 5;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Reads the answer of a token service.
     * @throws IllegalArgumentException if there is no usable token in it; the message
     * says why and holds nothing of the answer
     */
    static BearerToken parse(byte[] answer, Instant now) {
        JsonNode root = read(answer);
        String value = Stream.of("token", "access_token")
            .map((field) -> root.path(field).stringValue(""))
            .filter((each) -> !each.isEmpty())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("holds no token"));
        if (!isSendable(value)) {
            throw new IllegalArgumentException(
                    "holds a token that cannot be sent in a header: it is longer than %d characters or has others than visible ASCII"
                        .formatted(MAX_LENGTH));
        }
        return new BearerToken(value, renewal(root, now));
    }

    /** The token that the answer offers to come back with, if any. */
    static Optional<String> refreshToken(byte[] answer) {
        String token = read(answer).path("refresh_token").stringValue("");
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /** Whether {@code token} fits into a header: visible ASCII, at most 32 KiB. */
    static boolean isSendable(String token) {
        return !token.isEmpty() && token.length() <= MAX_LENGTH
                && token.chars().allMatch((character) -> character > ' ' && character < 127);
    }

    String header() {
        return "Bearer " + this.value;
    }

    boolean isUsableAt(Instant now) {
        return now.isBefore(this.renewal);
    }

    @Override
    public String toString() {
        return "bearer token until " + this.renewal;
    }

    private static JsonNode read(byte[] answer) {
        try {
            return JSON.readTree(answer);
        }
        catch (JacksonException ex) {
            // No cause: it quotes the answer.
            throw new IllegalArgumentException("is not JSON");
        }
    }

    private static Instant renewal(JsonNode root, Instant now) {
        long seconds = seconds(root.path("expires_in"));
        Duration usable = Duration.ofSeconds(seconds - Math.max(MIN_MARGIN_SECONDS, seconds / 10));
        Instant renewal = issued(root.path("issued_at").stringValue(""), now).plus(usable);
        // Their clock is behind ours by more than a lifetime; a token just given is
        // fresh.
        return renewal.isAfter(now) ? renewal : now.plus(usable);
    }

    private static long seconds(JsonNode expiresIn) {
        if (!expiresIn.isNumber() && !expiresIn.isString()) {
            return MIN_SECONDS;
        }
        try {
            double seconds = Double.parseDouble(expiresIn.asString());
            return (seconds >= MIN_SECONDS) ? (long) Math.min(seconds, MAX_SECONDS) : MIN_SECONDS;
        }
        catch (NumberFormatException ex) {
            return MIN_SECONDS;
        }
    }

    private static Instant issued(String value, Instant now) {
        try {
            Instant issued = OffsetDateTime.parse(value).toInstant();
            return issued.isAfter(now) ? now : issued;
        }
        catch (DateTimeParseException ex) {
            return now;
        }
    }

}
