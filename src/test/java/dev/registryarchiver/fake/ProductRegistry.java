package dev.registryarchiver.fake;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.registryarchiver.fake.ProductProfile.Blobs;
import dev.registryarchiver.fake.ProductProfile.CatalogRule;
import dev.registryarchiver.fake.ProductProfile.Paging;
import dev.registryarchiver.image.Descriptor;

/**
 * The servers of one product: a registry, a storage that serves its blobs from another
 * origin by addresses that expire, and a server for its API and token service where these
 * are not the registry's.
 */
public final class ProductRegistry implements AutoCloseable {

    private static final int PAGE = 2;

    private static final String EXPIRED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";

    private static final String TWO_CREDENTIALS = "<Error><Code>InvalidArgument</Code><Message>Only one auth mechanism allowed</Message></Error>";

    private final ProductProfile profile;

    private final FakeRegistry registry;

    private final FakeRegistry storage = new FakeRegistry();

    private final FakeRegistry other = new FakeRegistry();

    private final ProductAccess access;

    private final Set<String> names = new TreeSet<>();

    private final AtomicInteger signatures = new AtomicInteger();

    public ProductRegistry(ProductProfile profile) {
        this.profile = profile;
        this.registry = new FakeRegistry(profile.prefix());
        boolean elsewhere = profile.auth().realmElsewhere();
        String realm = (elsewhere ? this.other : this.registry).uri(profile.auth().tokenPath()).toString();
        this.access = new ProductAccess(profile, realm);
        this.registry.protect(this.access);
        if (profile.auth().hasTokens()) {
            (elsewhere ? this.other : this.registry).when("*", Pattern.quote(profile.auth().tokenPath()))
                .beforeAuthentication()
                .answer(this.access::answerTokenRequest);
        }
        this.registry.when("GET", ".*/v2/_catalog").answer(this::catalog);
        deliverBlobs();
        haveQuirks();
        serveApi();
    }

    public URI uri() {
        return this.registry.uri();
    }

    /** Where the API is that lists repositories, when it is not the registry's origin. */
    public URI api() {
        return this.other.uri();
    }

    /** Puts something where both the registry and its storage find it. */
    public Descriptor push(String repository, String tag, Pushable pushable) {
        this.names.add(repository);
        this.storage.push(repository, tag, pushable);
        return this.registry.push(repository, tag, pushable);
    }

    /** A repository whose last image was deleted. */
    public void empty(String repository) {
        this.names.add(repository);
        this.registry.createRepository(repository);
    }

    /** Names of all repositories. */
    public Set<String> names() {
        return Set.copyOf(this.names);
    }

    /** Requests to the registry itself. */
    public List<RecordedRequest> requests() {
        return this.registry.requests();
    }

    /** Requests to the storage. */
    public List<RecordedRequest> storageRequests() {
        return this.storage.requests();
    }

    /** Requests to the server of the API. */
    public List<RecordedRequest> apiRequests() {
        return this.other.requests();
    }

    /** Scopes that were asked for although nothing called for them. */
    public Set<String> inventedScopes() {
        return this.access.invented();
    }

    @Override
    public void close() {
        this.registry.close();
        this.storage.close();
        this.other.close();
    }

    private Answer catalog(RecordedRequest request) {
        if (this.profile.catalog() == CatalogRule.STRANGERS_SEE_NOTHING && !request.isAuthorized()) {
            return Answer.json(200, "{\"repositories\":[]}");
        }
        if (this.profile.paging() == Paging.NONE) {
            return list(List.copyOf(this.names));
        }
        List<String> all = List.copyOf(this.names);
        int start = start(request, all);
        if (start < 0) {
            return Answer.error(400, "UNSUPPORTED", "this cursor is none of ours");
        }
        int end = Math.min(all.size(), start + PAGE);
        Answer page = list(all.subList(start, end));
        return (end == all.size()) ? page : page.withHeader("Link", "<" + link(all, end) + ">; rel=\"next\"");
    }

    private Answer list(List<String> page) {
        String body = "{\"repositories\":[%s]}"
            .formatted(page.stream().map((name) -> "\"" + name + "\"").collect(Collectors.joining(",")));
        return (this.profile == ProductProfile.ECR)
                ? Answer.of(200).withHeader("Content-Type", "text/plain").withBody(body) : Answer.json(200, body);
    }

    private int start(RecordedRequest request, List<String> all) {
        if (!request.query().contains("last=") && !request.query().contains("next_page=")) {
            return 0;
        }
        for (int i = 1; i < all.size(); i++) {
            if (request.query().equals(link(all, i).split("\\?", 2)[1])) {
                return i;
            }
        }
        return -1;
    }

    private String link(List<String> all, int next) {
        String last = URLEncoder.encode(all.get(next - 1), StandardCharsets.UTF_8);
        String opaque = Base64.getEncoder().encodeToString(("~~?" + next + "?>~").getBytes(StandardCharsets.UTF_8));
        return switch (this.profile.paging()) {
            case BY_LAST_NAME -> this.profile.prefix() + "/v2/_catalog?last=" + last + "&n=" + PAGE;
            case BY_LAST_NAME_ELSEWHERE -> "http://localhost:8081/repository/team/v2/_catalog?n=2&last=" + last;
            case BY_NUMBER_ELSEWHERE -> "/v2/_catalog?last=" + next + "&n=" + PAGE;
            case BY_OPAQUE_CURSOR -> "https://registry.internal/v2/_catalog?n=2&next_page=" + opaque;
            case WITH_EMPTY_PARAMETER -> "/v2/_catalog?last=" + last + "&n=2&orderby=";
            case NONE -> throw new IllegalStateException("there is but one page");
        };
    }

    // Each answer has another address, and the first one has expired already.
    private void deliverBlobs() {
        if (this.profile.blobs() == Blobs.HERE) {
            return;
        }
        this.registry.when("GET", ".*/blobs/.*")
            .answer((request) -> Answer
                .redirect(this.storage.uri(request.path().substring(this.profile.prefix().length()))
                        + "?X-Amz-Signature=" + this.signatures.getAndIncrement()));
        this.storage.when("GET", ".*")
            .matching(RecordedRequest::isAuthorized)
            .answer((request) -> storageError(400, TWO_CREDENTIALS));
        this.storage.when("GET", ".*")
            .matching((request) -> "0".equals(request.parameter("X-Amz-Signature")))
            .answer((request) -> storageError(403, EXPIRED));
    }

    private static Answer storageError(int status, String body) {
        return Answer.of(status).withHeader("Content-Type", "application/xml").withBody(body);
    }

    private void haveQuirks() {
        switch (this.profile) {
            case NEXUS -> {
                this.registry.when("HEAD", ".*/manifests/.*").status(405);
                this.registry.when("GET", ".*/tags/list")
                    .change((answer) -> answer.withBody(text(answer).replace("[\"", "[null,\"")));
            }
            case ARTIFACTORY -> this.registry.when("GET", ".*/tags/list")
                .change((answer) -> answer
                    .withBody(text(answer).replace("[\"", "[\"sha256:" + "0".repeat(64) + "\",\"")));
            case ECR -> this.registry.when("GET", ".*/tags/list").header("Content-Type", "text/plain; charset=utf-8");
            case GOOGLE -> this.registry.when("GET", ".*/tags/list")
                .change((answer) -> answer
                    .withBody(text(answer).replaceFirst("\\{", "{\"child\":[],\"manifest\":{},")));
            case DISTRIBUTION, ZOT -> this.registry.pageTags(2);
            case HARBOR_ADMINISTRATOR, HARBOR_ROBOT ->
                this.registry.when("*", "/v2/.*").header("Set-Cookie", "sid=5e5510n; Path=/; HttpOnly");
            case GITEA, QUAY_ROBOT, QUAY_API ->
                this.registry.when("*", "/v2/.*").dropHeader("Docker-Content-Digest").dropHeader("Etag");
            default -> {
                // Like distribution.
            }
        }
    }

    private static String text(Answer answer) {
        return new String(answer.body().bytes(), StandardCharsets.UTF_8);
    }

    private void serveApi() {
        switch (this.profile.api()) {
            case HARBOR -> this.registry.when("GET", "/api/v2.0/repositories")
                .answer(ifBasic((request) -> numbered(request, (name) -> Map.of("name", name))));
            case GITLAB -> this.other.when("GET", "/api/v4/groups/team/registry/repositories")
                .answer(ifBearer(this.profile.auth().secret(),
                        (request) -> numbered(request, (name) -> Map.of("path", name))));
            case QUAY -> this.registry.when("GET", "/api/v1/repository")
                .answer(ifBearer(this.profile.auth().secret(), this::quay));
            case GITHUB -> this.other.when("GET", "/users/Team/packages")
                .answer(ifBearer("api-s3cret", (request) -> numbered(request,
                        (name) -> Map.of("name", behindNamespace(name), "owner", Map.of("login", "Team")))));
            case DOCKER_HUB -> {
                this.other.when("POST", "/v2/auth/token")
                    .answer((request) -> request.text().contains("\"secret\":\"api-s3cret\"")
                            ? Answer.json(200, "{\"access_token\":\"hub-jwt\"}") : Answer.json(401, "{}"));
                this.other.when("GET", "/v2/namespaces/team/repositories").answer(ifBearer("hub-jwt", this::hub));
            }
            case NONE, NAMES -> {
                // Nothing but the registry.
            }
        }
    }

    private Answer numbered(RecordedRequest request, Function<String, Map<String, Object>> entry) {
        int page = Integer.parseInt(Objects.requireNonNull(request.parameter("page")));
        return Answer.json(200, Json.text(page(page).stream().map(entry).toList()));
    }

    private Answer hub(RecordedRequest request) {
        int page = Integer.parseInt(Objects.requireNonNull(request.parameter("page")));
        List<Map<String, String>> results = page(page).stream()
            .map((name) -> Map.of("name", behindNamespace(name), "namespace", "team"))
            .toList();
        String next = page(page + 1).isEmpty() ? "null"
                : "\"https://hub.docker.example/v2/namespaces/team/repositories?page=%d&page_size=100\""
                    .formatted(page + 1);
        return Answer.json(200, "{\"next\":" + next + ",\"results\":" + Json.text(results) + "}");
    }

    private Answer quay(RecordedRequest request) {
        String cursor = request.parameter("next_page");
        int page = (cursor != null) ? cursor.length() : 1;
        List<Map<String, String>> repositories = page(page).stream()
            .map((name) -> Map.of("name", behindNamespace(name), "namespace", "team"))
            .toList();
        String next = page(page + 1).isEmpty() ? "" : ",\"next_page\":\"" + "+".repeat(page + 1) + "\"";
        return Answer.json(200, "{\"repositories\":" + Json.text(repositories) + next + "}");
    }

    private List<String> page(int number) {
        List<String> all = new ArrayList<>(this.names);
        int start = Math.min(all.size(), (number - 1) * PAGE);
        return all.subList(start, Math.min(all.size(), start + PAGE));
    }

    private Function<RecordedRequest, Answer> ifBasic(Function<RecordedRequest, Answer> answer) {
        return (request) -> request.basicCredentials().equals(this.profile.auth().basicUser()) ? answer.apply(request)
                : Answer.json(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}");
    }

    private static Function<RecordedRequest, Answer> ifBearer(String token, Function<RecordedRequest, Answer> answer) {
        return (request) -> request.bearerToken().equals(token) ? answer.apply(request)
                : Answer.json(401, "{\"message\":\"%s\"}".formatted("Unauthorized".toLowerCase(Locale.ROOT)));
    }

    private static String behindNamespace(String name) {
        return name.substring(name.indexOf('/') + 1);
    }

}
