package dev.registryarchiver.auth;

import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.registryarchiver.image.Printable;

/**
 * What a token says of itself. Tokens are opaque to clients; this is for people who look
 * for the reason of a refusal, and decides nothing.
 *
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/jwt/">distribution, token
 * format</a>
 */
final class TokenClaims {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int PARTS = 3;

    private static final int MAX_SCOPES = 10;

    private TokenClaims() {
    }

    /**
     * The scopes it is good for, such as {@code repository:team/app:pull}, or
     * {@code nothing}; empty when it does not tell.
     */
    static Optional<String> scopes(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            JsonNode access = JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("access");
            if (!access.isArray()) {
                return Optional.empty();
            }
            String scopes = access.valueStream()
                .limit(MAX_SCOPES)
                .map(TokenClaims::scope)
                .collect(Collectors.joining(" "));
            return Optional.of(scopes.isEmpty() ? "nothing" : Printable.of(scopes));
        }
        catch (IllegalArgumentException | JacksonException ex) {
            return Optional.empty();
        }
    }

    private static String scope(JsonNode entry) {
        String actions = entry.path("actions")
            .valueStream()
            .map((action) -> action.asString(""))
            .collect(Collectors.joining(","));
        return "%s:%s:%s".formatted(entry.path("type").asString(""), entry.path("name").asString(""),
                actions.isEmpty() ? "(nothing)" : actions);
    }

}
