package dev.registryarchiver.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.batch.infrastructure.item.ExecutionContext;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.IncompleteListException;
import dev.registryarchiver.registry.ListingRefusedException;
import dev.registryarchiver.registry.ProductApi;
import dev.registryarchiver.registry.TestClients;
import dev.registryarchiver.registry.UnexpectedAnswerException;
import dev.registryarchiver.transport.RedirectRefusedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProductRepositorySourceTests {

    private static final String TOKEN = "glpat-s3cret";

    private static final ApiKey KEY = new ApiKey("ci", TOKEN);

    private static final ApiKey BASIC = new ApiKey("robot$ci", "p@:ss wörd");

    private final FakeRegistry server = new FakeRegistry();

    private final ExecutionContext context = new ExecutionContext();

    // Added last, so that pages that do exist come first.
    private final List<Runnable> beyond = new ArrayList<>();

    @AfterEach
    void stop() {
        this.server.close();
    }

    @Test
    void listsNamespacesOfDockerHubWithATokenOfItsOwn() {
        answer("POST", "/v2/auth/token", "", "{\"access_token\":\"jwt\"}");
        answer("/v2/namespaces/team/repositories", "page=1&page_size=100",
                "{\"count\":2,\"next\":\"https://elsewhere.example/v2/namespaces/other/repositories?page=2\",\"results\":"
                        + "[{\"name\":\"app\",\"namespace\":\"team\"}]}");
        answer("/v2/namespaces/team/repositories", "page=2",
                "{\"count\":2,\"next\":null,\"results\":[{\"name\":\"web\",\"namespace\":\"team\"}]}");
        answer("/v2/namespaces/library/repositories", "page=1&page_size=100",
                "{\"next\":null,\"results\":[{\"name\":\"alpine\"}]}");

        assertThat(all(CatalogSource.DOCKER_HUB, BASIC, "team", "library")).containsExactly("team/app", "team/web",
                "library/alpine");
        assertThat(this.server.requests("POST")).singleElement()
            .extracting(RecordedRequest::text)
            .asString()
            .contains("\"identifier\":\"robot$ci\"", "\"secret\":\"p@:ss wörd\"");
        assertThat(this.server.requests("GET")).allMatch((request) -> request.bearerToken().equals("jwt"));
    }

    @Test
    void listsDockerHubAnonymously() {
        answer("/v2/namespaces/team/repositories", "page=1&page_size=100",
                "{\"next\":null,\"results\":[{\"name\":\"app\"}]}");

        assertThat(all(CatalogSource.DOCKER_HUB, ApiKey.NONE, "team")).containsExactly("team/app");
        assertThat(this.server.requests()).noneMatch(RecordedRequest::isAuthorized);
    }

    @Test
    void listsGroupsAndProjectsOfGitLab() {
        gitLab("groups/team%2Fsub", 1, "team/sub/app", "team/sub/app/web");
        gitLab("groups/team%2Fsub", 2, "team/sub/more");
        gitLab("projects/alone%2Fproject", 1, "alone/project");

        assertThat(all(CatalogSource.GITLAB, KEY, "team/sub", "alone/project")).containsExactly("team/sub/app",
                "team/sub/app/web", "team/sub/more", "alone/project");
        assertThat(this.server.requests()).allMatch((request) -> request.bearerToken().equals(TOKEN));
    }

    @Test
    void listsEveryProjectOfGitLab() {
        String first = "order_by=id&sort=asc&pagination=keyset&per_page=20";
        this.server.when("GET", "/api/v4/projects")
            .matching((request) -> request.query().equals(first))
            .answer((request) -> Answer
                .json(200, "[{\"id\":1},{\"id\":2,\"container_registry_access_level\":\"disabled\"},{\"id\":3}]")
                .withHeader("Link",
                        "<https://elsewhere.example/api/v4/projects?id_after=3&per_page=20>; rel=\"next\""));
        answer("/api/v4/projects", "id_after=3&per_page=20", "[{\"id\":4},{\"id\":5}]");
        gitLab("projects/1", 1, "a/one");
        gitLab("projects/1", 2, "a/one/two");
        this.server.when("GET", "/api/v4/projects/3/registry/repositories").status(403);
        gitLab("projects/5", 1, "b/five");

        assertThat(all(CatalogSource.GITLAB, KEY)).containsExactly("a/one", "a/one/two", "b/five");
        assertThat(this.server.requests("GET", "/api/v4/projects/2/.*")).isEmpty();
    }

    @Test
    void manyProjectsWithoutARegistryAreNoEndlessList() {
        String query = "order_by=id&sort=asc&pagination=keyset&per_page=20";
        for (int i = 1; i <= 6; i++) {
            String next = "id_after=" + i;
            String asked = query;
            int id = i;
            this.server.when("GET", "/api/v4/projects")
                .matching((request) -> request.query().equals(asked))
                .answer((request) -> Answer.json(200, "[{\"id\":" + id + "}]")
                    .withHeader("Link", "</api/v4/projects?" + next + ">; rel=\"next\""));
            query = next;
        }
        answer("/api/v4/projects", query, "[{\"id\":7}]");
        gitLab("projects/7", 1, "a/b");

        assertThat(all(CatalogSource.GITLAB, KEY)).containsExactly("a/b");
    }

    @Test
    void listsEverythingOfHarbor() {
        harbor("", 1, IntStream.range(0, 100).mapToObj((i) -> "p/r" + i).toArray(String[]::new));
        harbor("", 2, "p/last");

        assertThat(all(CatalogSource.HARBOR, BASIC)).hasSize(101).endsWith("p/last");
        assertThat(this.server.requests("GET"))
            .allMatch((request) -> request.basicCredentials().equals("robot$ci:p@:ss wörd"));
    }

    @Test
    void listsProjectsOfHarborByName() {
        harbor("/projects/123", 1, "123/app");

        assertThat(all(CatalogSource.HARBOR, ApiKey.NONE, "123")).containsExactly("123/app");
        assertThat(this.server.requests("GET")).extracting((request) -> request.header("X-Is-Resource-Name"))
            .containsOnly("true");
    }

    @Test
    void listsOrganizationsAndUsersOfGitHubWithoutALink() {
        gitHub("orgs/Acme", 1, "Acme", "app", "tools/web");
        gitHub("orgs/Acme", 2, "Acme", "zeta");
        gitHub("users/jo", 1, "Jo", "mine");

        assertThat(all(CatalogSource.GHCR, KEY, "Acme", "jo")).containsExactly("acme/app", "acme/tools/web",
                "acme/zeta", "jo/mine");
        assertThat(this.server.requests("GET")).allMatch((request) -> request.bearerToken().equals(TOKEN)
                && "2022-11-28".equals(request.header("X-GitHub-Api-Version")));
    }

    @Test
    void listsNamespacesOfQuay() {
        answer("/api/v1/repository", "public=true&namespace=team",
                "{\"repositories\":[{\"namespace\":\"team\",\"name\":\"a\"}],\"next_page\":\"gAAA+/=\"}");
        answer("/api/v1/repository", "public=true&namespace=team&next_page=gAAA%2B%2F%3D",
                "{\"repositories\":[{\"namespace\":\"team\",\"name\":\"b\"}]}");

        assertThat(all(CatalogSource.QUAY, KEY, "team")).containsExactly("team/a", "team/b");
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 2, 3, 4, 5 })
    void goesOnBehindTheLastCommittedName(int committed) {
        harbor("/projects/one", 1, "one/a", "one/b");
        harbor("/projects/one", 2, "one/c");
        harbor("/projects/two", 1, "two/a", "two/b");
        List<String> names = new ArrayList<>();
        CatalogItemReader reader = reader(CatalogSource.HARBOR, KEY, "one", "two");
        for (int i = 0; i < committed; i++) {
            names.add(String.valueOf(reader.read()));
        }
        reader.update(this.context);

        names.addAll(readAll(reader(CatalogSource.HARBOR, KEY, "one", "two")));

        assertThat(names).containsExactly("one/a", "one/b", "one/c", "two/a", "two/b");
    }

    @Test
    void asksForNoEarlierPageOnRestart() {
        harbor("/projects/one", 1, "one/a");
        harbor("/projects/two", 1, "two/a");
        harbor("/projects/two", 2, "two/b");
        CatalogItemReader reader = reader(CatalogSource.HARBOR, KEY, "one", "two");
        IntStream.range(0, 3).forEach((i) -> reader.read());
        reader.update(this.context);
        this.server.clearRequests();

        readAll(reader(CatalogSource.HARBOR, KEY, "one", "two"));

        assertThat(this.server.requests("GET")).extracting(RecordedRequest::target)
            .containsExactly("/api/v2.0/projects/two/repositories?page_size=100&page=2",
                    "/api/v2.0/projects/two/repositories?page_size=100&page=3");
    }

    @Test
    void beginsTheSectionAgainWhenThePlaceIsGone() {
        answer("/v2/namespaces/team/repositories", "page=1&page_size=100",
                "{\"next\":\"https://x.example/?page=2\",\"results\":[{\"name\":\"a\"}]}");
        this.server.when("GET", "/v2/namespaces/team/repositories")
            .matching((request) -> request.query().equals("page=2"))
            .times(1)
            .answer((request) -> Answer.json(200, "{\"next\":null,\"results\":[{\"name\":\"b\"}]}"));
        CatalogItemReader reader = reader(CatalogSource.DOCKER_HUB, ApiKey.NONE, "team");
        reader.read();
        reader.read();
        reader.update(this.context);
        this.server.clearFaults();
        this.server.when("GET", "/v2/namespaces/team/repositories")
            .matching((request) -> request.query().equals("page=2"))
            .status(404);
        answer("/v2/namespaces/team/repositories", "page=1&page_size=100",
                "{\"next\":null,\"results\":[{\"name\":\"b\"}]}");

        assertThat(readAll(reader(CatalogSource.DOCKER_HUB, ApiKey.NONE, "team"))).containsExactly("team/b");
    }

    @Test
    void countsNamesThatNoRepositoryCanHave() {
        harbor("", 1, "p/a", "../etc", "P/A", "", "p/\\u001b[31m", "p/a");
        CatalogItemReader reader = reader(CatalogSource.HARBOR, KEY);

        assertThat(readAll(reader)).containsExactly("p/a");
        assertThat(reader.invalidNames()).isEqualTo(4);
    }

    @Test
    void noticesAServerThatAlwaysSendsTheSamePage() {
        this.server.when("GET", "/api/v2.0/repositories").answer((request) -> Answer.json(200, "[{\"name\":\"p/a\"}]"));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> all(CatalogSource.HARBOR, KEY))
            .withMessageContaining("nothing new");
    }

    @Test
    void noticesACursorThatLeadsBack() {
        this.server.when("GET", "/api/v1/repository")
            .answer((request) -> Answer.json(200, "{\"repositories\":[{\"name\":\"r" + this.server.requests().size()
                    + "\"}],\"next_page\":\"again\"}"));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> all(CatalogSource.QUAY, KEY, "team"))
            .withMessageContaining("leads back");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = { "DOCKER_HUB|401|credentials.password", "GITLAB|401|read_api", "GITLAB|403|catalog.token",
                    "HARBOR|401|robot", "HARBOR|403|right to list", "GHCR|401|read:packages", "GHCR|403|single sign-on",
                    "QUAY|401|repo:read", "QUAY|403|robot accounts", "GITLAB|404|no group or project",
                    "GHCR|404|no user or organization", "DOCKER_HUB|404|catalog.namespaces" })
    void saysWhatIsMissing(CatalogSource source, int status, String remedy) {
        this.server.when("*", "/.*").answer((request) -> Answer.json(status, "{\"message\":\"no, " + TOKEN + "\"}"));

        assertThatExceptionOfType(ListingRefusedException.class).isThrownBy(() -> all(source, KEY, "team"))
            .withMessageStartingWith("Cannot list repositories: http://127.0.0.1:")
            .withMessageContaining("answered " + status)
            .withMessageContaining(remedy)
            .withMessageNotContaining(TOKEN);
    }

    @Test
    void saysThatGitHubsLimitIsUsedUp() {
        this.server.when("GET", "/orgs/.*").status(403).header("X-RateLimit-Remaining", "0");

        assertThatExceptionOfType(ListingRefusedException.class).isThrownBy(() -> all(CatalogSource.GHCR, KEY, "team"))
            .withMessageContaining("its rate limit is used up")
            .satisfies((refusal) -> assertThat(refusal.isRateLimit()).isTrue());
    }

    @Test
    void waitsWhenThereWereTooManyRequests() {
        this.server.when("GET", "/api/v2.0/repositories").times(1).status(429).header("Retry-After", "1");
        harbor("", 1, "p/a");

        assertThat(all(CatalogSource.HARBOR, KEY)).containsExactly("p/a");
    }

    @ParameterizedTest
    @EnumSource(names = { "REGISTRY", "FILE" }, mode = EnumSource.Mode.EXCLUDE)
    void refusesWhatIsNoList(CatalogSource source) {
        this.server.when("POST", "/.*").answer((request) -> Answer.json(200, "{\"access_token\":\"t\"}"));
        this.server.when("GET", "/.*").answer((request) -> Answer.json(200, "{\"errors\":[]}"));

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> all(source, KEY, "team"))
            .withMessageContaining("something that is not a list");
    }

    @ParameterizedTest
    @ValueSource(strings = { "<html>Sign in</html>", "", "[{\"name\":\"p/a\"}", "[[[[" })
    void refusesWhatIsNoJson(String body) {
        this.server.when("GET", "/.*").answer((request) -> Answer.json(200, body));

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> all(CatalogSource.HARBOR, KEY))
            .withMessageContaining("catalog.source fits the registry");
    }

    @Test
    void sendsTheTokenToNobodyElse() {
        try (FakeRegistry elsewhere = new FakeRegistry()) {
            this.server.when("GET", "/api/.*").redirectTo(elsewhere.uri("/api/v2.0/repositories").toString());

            assertThatExceptionOfType(RedirectRefusedException.class).isThrownBy(() -> all(CatalogSource.HARBOR, KEY));
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @Test
    void refusesAPasswordThatCannotBeAToken() {
        assertThatExceptionOfType(IllegalArgumentException.class)
            .isThrownBy(() -> all(CatalogSource.GITLAB, BASIC, "team"))
            .withMessageContaining("Set catalog.token")
            .withMessageNotContaining("wörd");
        assertThat(this.server.requests()).isEmpty();
    }

    private List<String> all(CatalogSource source, ApiKey key, String... namespaces) {
        return readAll(reader(source, key, namespaces));
    }

    /** A reader as a new process makes it, opened where the last commit was. */
    private CatalogItemReader reader(CatalogSource source, ApiKey key, String... namespaces) {
        CatalogProperties properties = new CatalogProperties(source, List.of(), null, List.of(namespaces), null, null,
                null, List.of("**"), List.of());
        ProductApi api = TestClients.api(this.server.uri());
        this.beyond.forEach(Runnable::run);
        CatalogItemReader reader = new CatalogItemReader(new ProductRepositorySource(properties, api, key));
        reader.open(this.context);
        return reader;
    }

    private static List<String> readAll(CatalogItemReader reader) {
        List<String> names = new ArrayList<>();
        for (@Nullable
        RepositoryName name = reader.read(); name != null; name = reader.read()) {
            names.add(name.value());
        }
        return names;
    }

    private void gitLab(String place, int page, String... paths) {
        numbered("/api/v4/" + place + "/registry/repositories", "per_page=100&page=%d", page, "path", paths);
    }

    private void harbor(String place, int page, String... names) {
        numbered("/api/v2.0" + place + "/repositories", "page_size=100&page=%d", page, "name", names);
    }

    private void gitHub(String place, int page, String owner, String... names) {
        String[] entries = List.of(names)
            .stream()
            .map((name) -> name + "\",\"owner\":{\"login\":\"" + owner + "\"},\"visibility\":\"private")
            .toArray(String[]::new);
        numbered("/" + place + "/packages", "package_type=container&per_page=100&page=%d", page, "name", entries);
    }

    /** A page, and an empty one behind it unless there is another. */
    private void numbered(String path, String query, int page, String field, String... values) {
        String list = String.join(",",
                List.of(values).stream().map((value) -> "{\"%s\":\"%s\"}".formatted(field, value)).toList());
        answer(path, query.formatted(page), "[" + list + "]");
        this.beyond.add(() -> answer(path, query.formatted(page + 1), "[]"));
    }

    private void answer(String path, String query, String body) {
        answer("GET", path, query, body);
    }

    private void answer(String method, String path, String query, String body) {
        this.server.when(method, Pattern.quote(path))
            .matching((request) -> request.query().equals(query))
            .answer((request) -> Answer.json(200, body));
    }

}
