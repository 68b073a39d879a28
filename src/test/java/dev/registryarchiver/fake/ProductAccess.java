package dev.registryarchiver.fake;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.registryarchiver.fake.ProductProfile.Auth;
import dev.registryarchiver.fake.ProductProfile.CatalogRule;

/**
 * How a product lets its user in, and nobody else: challenges, token service, rules for
 * the catalog.
 */
final class ProductAccess implements Access {

    private static final Pattern REPOSITORY = Pattern.compile("/v2/(.+)/(?:tags|manifests|blobs)/.*");

    private static final Pattern PULL = Pattern.compile("repository:[a-z0-9/._-]+:pull");

    private static final String CATALOG = "/v2/_catalog";

    // One token is forgotten in the middle of the run, as when it expires.
    private static final int FORGOTTEN_AFTER = 4;

    private final ProductProfile profile;

    private final Auth auth;

    private final String realm;

    private final Map<String, Set<String>> tokens = new ConcurrentHashMap<>();

    private final Set<String> named = ConcurrentHashMap.newKeySet();

    private final Set<String> invented = ConcurrentHashMap.newKeySet();

    private final AtomicInteger served = new AtomicInteger();

    /**
     * @param realm address of the token service
     */
    ProductAccess(ProductProfile profile, String realm) {
        this.profile = profile;
        this.auth = profile.auth();
        this.realm = realm;
    }

    /**
     * Scopes that were asked for although neither a challenge named nor a request needed
     * them.
     */
    Set<String> invented() {
        return Set.copyOf(this.invented);
    }

    @Override
    public Optional<Answer> challenge(RecordedRequest request, String path) {
        if (this.auth.isOpen() || (this.auth.hasTokens() && path.equals(this.auth.tokenPath()))) {
            return Optional.empty();
        }
        if (path.equals(CATALOG) && this.profile.catalog() != CatalogRule.LIKE_REPOSITORIES) {
            return challengeOfCatalog(request);
        }
        if (path.equals("/v2/") && this.auth.openPing() && !request.isAuthorized()) {
            return Optional.empty();
        }
        return isLetIn(request, scope(path)) ? forget(request) : Optional.of(refusal(request, scope(path), path));
    }

    private Optional<Answer> challengeOfCatalog(RecordedRequest request) {
        boolean basic = this.auth.basicUser().equals(request.basicCredentials());
        boolean token = this.tokens.containsKey(request.bearerToken());
        return switch (this.profile.catalog()) {
            case STRANGERS_SEE_NOTHING ->
                (token || !request.isAuthorized()) ? Optional.empty() : Optional.of(refusal(request, "", CATALOG));
            case BASIC_ADMINISTRATORS -> basic ? Optional.empty() : Optional.of(basicOnly("harbor"));
            case BASIC_NOBODY -> Optional.of(basicOnly("harbor"));
            case TOKEN_FOR_NOBODY -> Optional.of(refusal(request, "registry:catalog:*", CATALOG));
            case ABSENT -> Optional.of(Answer.of(404).withHeader("Content-Type", "text/plain").withBody("not found"));
            case LIKE_REPOSITORIES -> throw new IllegalStateException("handled before");
        };
    }

    /** Answers a token request. */
    Answer answerTokenRequest(RecordedRequest request) {
        boolean post = request.method().equals("POST");
        List<String> asked = split(
                post ? List.of(Objects.toString(request.field("scope"), "")) : request.parameters("scope"));
        asked.stream().filter((scope) -> !isJustified(scope)).forEach(this.invented::add);
        String service = post ? request.field("service") : request.parameter("service");
        if (!Objects.toString(service, "").equals(this.auth.service())) {
            return Answer.error(400, "UNSUPPORTED", "unknown service");
        }
        boolean trusted = post ? this.auth.secret().equals(request.field("refresh_token"))
                : !this.auth.identityToken() && this.auth.basicUser().equals(request.basicCredentials());
        // Quay has tokens for strangers, which are good for the ping.
        boolean stranger = this.auth.strictScopes() && !request.isAuthorized();
        if (!trusted && !stranger) {
            return Answer.error(401, "UNAUTHORIZED", "incorrect username or password");
        }
        if (this.auth.strictScopes() && !asked.stream().allMatch((scope) -> PULL.matcher(scope).matches())) {
            return Answer.json(400, "{\"error\":\"Unable to decode repository and actions\"}");
        }
        String value = UUID.randomUUID().toString();
        this.tokens.put(value, stranger ? Set.of() : Set.copyOf(asked));
        Map<String, Object> body = new LinkedHashMap<>();
        this.auth.tokenFields().forEach((field) -> body.put(field, value));
        if (this.auth.tellsLifetime()) {
            body.put("expires_in", 300);
        }
        return Answer.json(200, Json.text(body));
    }

    private boolean isLetIn(RecordedRequest request, String scope) {
        Set<String> granted = this.tokens.get(request.bearerToken());
        if (granted != null) {
            return scope.isEmpty() || this.auth.anyToken() || granted.contains(scope);
        }
        return this.auth.basic() && this.auth.basicUser().equals(request.basicCredentials());
    }

    private Optional<Answer> forget(RecordedRequest request) {
        if (!request.bearerToken().isEmpty() && this.served.incrementAndGet() == FORGOTTEN_AFTER) {
            this.tokens.remove(request.bearerToken());
        }
        return Optional.empty();
    }

    private Answer refusal(RecordedRequest request, String scope, String path) {
        // Harbor offers tokens only to those who do not authenticate yet.
        if (this.profile == ProductProfile.HARBOR_ADMINISTRATOR && request.isAuthorized()) {
            return basicOnly("harbor");
        }
        Answer answer = unauthorized();
        if (this.auth.hasTokens()) {
            answer = answer.withAddedHeader("WWW-Authenticate", bearer(request, scope, path));
        }
        return this.auth.basic() ? answer.withAddedHeader("WWW-Authenticate", "Basic realm=\"" + this.profile + "\"")
                : answer;
    }

    private String bearer(RecordedRequest request, String scope, String path) {
        boolean known = this.tokens.containsKey(request.bearerToken());
        String error = request.bearerToken().isEmpty() ? "" : known ? "insufficient_scope" : "invalid_token";
        String named = path.equals("/v2/") ? this.auth.pingScope() : this.auth.scope().replace("{needed}", scope);
        if (!named.isEmpty()) {
            this.named.add(named);
        }
        return "Bearer " + Stream
            .of(parameter("realm", this.realm), parameter("service", this.auth.service()), parameter("scope", named),
                    parameter("error", error))
            .filter((parameter) -> !parameter.isEmpty())
            .collect(Collectors.joining(","));
    }

    private Answer basicOnly(String realm) {
        return unauthorized().withHeader("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
    }

    private Answer unauthorized() {
        return Answer.json(401, this.profile.errorBody());
    }

    private boolean isJustified(String scope) {
        return PULL.matcher(scope).matches() || this.named.contains(scope);
    }

    private static String scope(String path) {
        Matcher matcher = REPOSITORY.matcher(path);
        if (path.equals(CATALOG)) {
            return "registry:catalog:*";
        }
        return matcher.matches() ? "repository:" + matcher.group(1) + ":pull" : "";
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "%s=\"%s\"".formatted(name, value);
    }

    private static List<String> split(List<String> scopes) {
        return scopes.stream()
            .flatMap((each) -> Arrays.stream(each.split(" ")))
            .filter((scope) -> !scope.isEmpty())
            .toList();
    }

}
