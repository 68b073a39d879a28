package dev.registryarchiver.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The registry's own token service: opaque random tokens, each good for what was asked
 * for, until it expires or is revoked.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">
 * distribution, token authentication</a>
 */
public final class FakeTokenService implements Access {

    /** Where the service answers. */
    public static final String PATH = "/token";

    /** The audience of its tokens. */
    public static final String SERVICE = "fake-registry";

    private static final Pattern REPOSITORY = Pattern.compile("/v2/(.+)/(?:tags|manifests|blobs)/.*");

    private final String realm;

    private final String basicCredentials;

    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();

    private final AtomicInteger requests = new AtomicInteger();

    private volatile Duration lifetime = Duration.ofMinutes(5);

    private volatile boolean anonymous;

    private volatile Clock clock = Clock.systemUTC();

    FakeTokenService(String realm, String username, String password) {
        this.realm = realm;
        this.basicCredentials = username + ":" + password;
    }

    /** How long new tokens live; told to clients in whole seconds. */
    public FakeTokenService lifetime(Duration value) {
        this.lifetime = value;
        return this;
    }

    /** Also gives tokens to clients without credentials. */
    public FakeTokenService allowAnonymous() {
        this.anonymous = true;
        return this;
    }

    /**
     * Leaves this scope out of new tokens, such as {@code repository:team/app:pull}; the
     * registry then answers {@code insufficient_scope}.
     */
    public FakeTokenService refuse(String scope) {
        this.refused.add(scope);
        return this;
    }

    /** Accepts this refresh token (identity token) by {@code POST}. */
    public FakeTokenService acceptRefreshToken(String token) {
        this.refreshTokens.add(token);
        return this;
    }

    /** Tells the time, so that tests can let tokens grow old. */
    public FakeTokenService clock(Clock value) {
        this.clock = value;
        return this;
    }

    /** Makes every token given so far invalid. */
    public void revokeAll() {
        this.tokens.clear();
    }

    /** How often a token was asked for, successfully or not. */
    public int requests() {
        return this.requests.get();
    }

    @Override
    public Optional<Answer> challenge(RecordedRequest request, String path) {
        String needed = scope(request, path);
        String bearer = request.bearerToken();
        if (bearer.isEmpty()) {
            return Optional.of(challenge(needed, null));
        }
        Token token = this.tokens.get(bearer);
        if (token == null || !this.clock.instant().isBefore(token.expires())) {
            return Optional.of(challenge(needed, "invalid_token"));
        }
        return (needed.isEmpty() || token.allows(needed)) ? Optional.empty()
                : Optional.of(challenge(needed, "insufficient_scope"));
    }

    /** Answers a token request, by {@code GET} or {@code POST}. */
    Answer answer(RecordedRequest request) {
        this.requests.incrementAndGet();
        boolean post = request.method().equals("POST");
        if (!(post ? isTrustedForm(request) : isTrusted(request))) {
            return Answer.error(401, "UNAUTHORIZED", "wrong username or password");
        }
        List<String> asked = post ? split(request.field("scope")) : request.parameters("scope");
        return Answer.json(200, Json.text(grant(asked)));
    }

    private Map<String, Object> grant(List<String> asked) {
        Set<String> granted = asked.stream()
            .flatMap((scopes) -> split(scopes).stream())
            .filter((scope) -> !this.refused.contains(scope))
            .collect(Collectors.toSet());
        Instant now = this.clock.instant();
        String value = UUID.randomUUID().toString();
        this.tokens.put(value, new Token(granted, now.plus(this.lifetime)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("token", value);
        body.put("access_token", value);
        body.put("expires_in", this.lifetime.toSeconds());
        body.put("issued_at", now.toString());
        return body;
    }

    private boolean isTrusted(RecordedRequest request) {
        if (!request.isAuthorized()) {
            return this.anonymous;
        }
        return request.basicCredentials().equals(this.basicCredentials);
    }

    private boolean isTrustedForm(RecordedRequest request) {
        String refreshToken = request.field("refresh_token");
        if (refreshToken != null) {
            return this.refreshTokens.contains(refreshToken);
        }
        return this.basicCredentials.equals(request.field("username") + ":" + request.field("password"));
    }

    private Answer challenge(String scope, @Nullable String error) {
        String parameters = Stream
            .of(parameter("realm", this.realm), parameter("service", SERVICE), parameter("scope", scope),
                    parameter("error", (error != null) ? error : ""))
            .filter((parameter) -> !parameter.isEmpty())
            .collect(Collectors.joining(","));
        return Access.unauthorized("Bearer " + parameters);
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "%s=\"%s\"".formatted(name, value);
    }

    private static String scope(RecordedRequest request, String path) {
        if (path.equals("/v2/_catalog")) {
            return "registry:catalog:*";
        }
        Matcher matcher = REPOSITORY.matcher(path);
        if (!matcher.matches()) {
            return "";
        }
        boolean reading = request.method().equals("GET") || request.method().equals("HEAD");
        return "repository:" + matcher.group(1) + (reading ? ":pull" : ":pull,push");
    }

    private static List<String> split(@Nullable String scopes) {
        return (scopes != null) ? Arrays.stream(scopes.split(" ")).filter((scope) -> !scope.isEmpty()).toList()
                : List.of();
    }

    /**
     * What a token is good for.
     *
     * @param scopes granted scopes
     * @param expires end of its life
     */
    private record Token(Set<String> scopes, Instant expires) {

        boolean allows(String needed) {
            int colon = needed.lastIndexOf(':');
            String resource = needed.substring(0, colon + 1);
            Set<String> actions = this.scopes.stream()
                .filter((scope) -> scope.startsWith(resource))
                .flatMap((scope) -> Arrays.stream(scope.substring(colon + 1).split(",")))
                .collect(Collectors.toSet());
            return actions.containsAll(List.of(needed.substring(colon + 1).split(",")));
        }

    }

}
