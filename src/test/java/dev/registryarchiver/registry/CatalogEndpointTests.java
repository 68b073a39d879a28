package dev.registryarchiver.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.RedirectRefusedException;
import dev.registryarchiver.transport.UnreachableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CatalogEndpointTests {

    private static final String CATALOG = "/v2/_catalog";

    private final FakeRegistry registry = new FakeRegistry();

    private final RegistryClient client = TestClients.anonymous(this.registry);

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void followsPages() {
        List.of("a", "b", "c").forEach(this.registry::createRepository);
        this.registry.when("GET", CATALOG)
            .matching((request) -> request.query().equals("n=1000"))
            .answer((request) -> page("[\"a\",\"b\"]").withHeader("Link", "</v2/_catalog?last=b&n=2>; rel=\"next\""));

        CatalogPage first = this.client.fetchCatalogPage(null);
        CatalogPage second = this.client.fetchCatalogPage(first.next());

        assertThat(first).isEqualTo(new CatalogPage(names("a", "b"), 0, "last=b&n=2"));
        assertThat(second).isEqualTo(new CatalogPage(names("c"), 0, null));
    }

    @Test
    void l21GoesOnBehindAPageThatIsShorterThanAskedFor() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> page("[\"a\"]").withHeader("Link", "</v2/_catalog?last=a&n=100>; rel=\"next\""));

        assertThat(this.client.fetchCatalogPage(null).next()).isEqualTo("last=a&n=100");
    }

    @Test
    void l22EndsWithAFullPageWithoutALink() {
        String full = IntStream.range(0, 1000).mapToObj((i) -> "\"r" + i + "\"").collect(Collectors.joining(","));
        this.registry.when("GET", CATALOG).answer((request) -> page("[" + full + "]"));

        CatalogPage page = this.client.fetchCatalogPage(null);

        assertThat(page.names()).hasSize(1000);
        assertThat(page.next()).isNull();
        assertThat(this.registry.requests("GET", CATALOG)).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "→", textBlock = """
            L3 → <https://evil.example/v2/_catalog?last=x>; rel="next" → last=x
            L4 → <http://169.254.169.254/latest?last=x>; rel="next" → last=x
            L8 → <http://h:5002/repository/docker-proxy/v2/_catalog?n=1&last=t>; rel="next" → n=1&last=t
            L10 → <https://x/v2/_catalog?last=abc+/=&n=1>; rel="next" → last=abc+/=&n=1
            illegal characters → </v2/_catalog?last=a b"c>; rel="next" → last=a%20b%22c
            """)
    void goesOnAtItsOwnAddress(String id, String link, String query) {
        this.registry.when("GET", CATALOG).times(1).answer((request) -> page("[\"a\"]").withHeader("Link", link));

        this.client.fetchCatalogPage(this.client.fetchCatalogPage(null).next());

        assertThat(this.registry.requests("GET", CATALOG)).as(id)
            .extracting(RecordedRequest::query)
            .containsExactly("n=1000", query);
    }

    @Test
    void l16SaysThatTheListIsIncomplete() {
        this.registry.when("GET", CATALOG).answer((request) -> page("[\"a\"]").withHeader("Link", "garbage"));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> this.client.fetchCatalogPage(null))
            .withMessage("Cannot list repositories completely: the link to the next page is unreadable. "
                    + "Look at the Link header of the answer; a proxy may have rewritten it.");
    }

    @ParameterizedTest(name = "L23 {0}")
    @ValueSource(strings = { "{\"repositories\":null}", "{}", "{\"repositories\":[]}", " {\"other\":[{}]} " })
    void readsEmptyCatalogs(String body) {
        this.registry.when("GET", CATALOG).answer((request) -> Answer.json(200, body));

        assertThat(this.client.fetchCatalogPage(null)).isEqualTo(new CatalogPage(List.of(), 0, null));
    }

    @Test
    void l24CountsWhatNoRepositoryCanBeCalled() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> page("[\"a\",null,\"\",5,\"A\",\"../x\",\"a\",[\"b\"],{\"c\":[\"d\"]}]"));

        assertThat(this.client.fetchCatalogPage(null)).isEqualTo(new CatalogPage(names("a"), 7, null));
    }

    @Test
    void l25ReadsACatalogWithoutPagesInLittleMemory() throws Exception {
        String body = IntStream.range(0, 300_000)
            .mapToObj((number) -> "\"team/repository-" + number + "\"")
            .collect(Collectors.joining(",", "{\"repositories\":[", "]}"));
        this.registry.when("GET", CATALOG).answer((request) -> Answer.json(200, body));

        Process reader = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m", "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CountRepositories.class.getName(), this.registry.uri().toString())
            .redirectErrorStream(true)
            .start();
        String output = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.strip()).endsWith("300000");
        assertThat(reader.waitFor()).isZero();
    }

    @Test
    void refusesACatalogBeyondTheLimit() {
        String name = "\"" + "a".repeat(60_000) + "\",";
        String body = "{\"repositories\":[" + name.repeat(1_150) + "\"a\"]}";
        this.registry.when("GET", CATALOG).answer((request) -> Answer.json(200, body));

        assertThat(body).hasSizeGreaterThan(64 << 20);
        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchCatalogPage(null));
    }

    @ParameterizedTest(name = "L26 {0}")
    @ValueSource(strings = { "length", "chunked", "close-delimited" })
    void readsAPageAgainThatWasCut(String framing) {
        List.of("a", "b", "c").forEach(this.registry::createRepository);
        switch (framing) {
            case "length" -> this.registry.when("GET", CATALOG).times(1).breakAfter(23);
            case "chunked" -> this.registry.when("GET", CATALOG).times(1).chunkedAndCut(23);
            default -> this.registry.when("GET", CATALOG).times(1).dropContentLength().breakAfter(23);
        }

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a", "b", "c"));
        assertThat(this.registry.requests("GET", CATALOG)).hasSize(2);
    }

    @Test
    void l26NeverTakesACutPageForTheEnd() {
        List.of("a", "b", "c").forEach(this.registry::createRepository);
        this.registry.when("GET", CATALOG).dropContentLength().breakAfter(23);

        assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> this.client.fetchCatalogPage(null));
    }

    @Test
    void l27AsksForSmallerPagesWhenRefused() {
        this.registry.createRepository("a");
        this.registry.limitCatalogPages(100);

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a"));
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .containsExactly("n=1000", "n=100");
    }

    @Test
    void l27LeavesThePageSizeToTheRegistryInTheEnd() {
        this.registry.createRepository("a");
        this.registry.limitCatalogPages(10);

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a"));
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .containsExactly("n=1000", "n=100", "");
    }

    @Test
    void l28TakesTheOrderAsItComes() {
        this.registry.when("GET", CATALOG).answer((request) -> page("[\"a\",\"a/b\",\"a-b\",\"ab\"]"));

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a", "a/b", "a-b", "ab"));
    }

    @ParameterizedTest(name = "L29 {0}")
    @ValueSource(ints = { 400, 404 })
    void saysThatACursorWasRefused(int status) {
        this.registry.when("GET", CATALOG).status(status);

        assertThatExceptionOfType(CursorRefusedException.class)
            .isThrownBy(() -> this.client.fetchCatalogPage("last=gone&n=100"))
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(status))
            .withMessageContaining("/v2/_catalog?last=gone&n=100: it answered " + status);
    }

    @Test
    void l34HalvesPagesThatTakeTooLong() {
        this.registry.createRepository("a");
        this.registry.when("GET", CATALOG).matching((request) -> !request.query().equals("n=250")).status(504);

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a"));
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .containsOnly("n=1000", "n=500", "n=250")
            .endsWith("n=250");
    }

    @Test
    void l34HalvesLaterPagesWithoutTouchingTheRestOfTheCursor() {
        this.registry.createRepository("b");
        this.registry.when("GET", CATALOG)
            .matching((request) -> request.query().equals("last=a%2Fa&n=120&orderby="))
            .status(504);

        assertThat(this.client.fetchCatalogPage("last=a%2Fa&n=120&orderby=").names()).isEqualTo(names("b"));
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .endsWith("last=a%2Fa&n=60&orderby=");
    }

    @Test
    void l34GivesUpWhenSmallPagesTakeTooLongAsWell() {
        this.registry.when("GET", CATALOG).status(504);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchCatalogPage(null))
            .satisfies((ex) -> assertThat(ex.isTransient()).isTrue())
            .withMessageContaining("answered 504 (FAKE: told to answer 504). Run 'retry'");
        assertThat(this.registry.requests("GET", CATALOG)).extracting(RecordedRequest::query)
            .containsOnly("n=1000", "n=500", "n=250");
    }

    @ParameterizedTest(name = "L35 {0}")
    @ValueSource(strings = { "<html><body>Log in</body></html>", "[]", "\"a\"", "{\"repositories\":5}",
            "{\"repositories\":[\"a\"]} x", "{\"errors\":[{\"code\":\"DENIED\"}]}", "{\"repositories\":[a]}", "" })
    void refusesWhatIsNoList(String body) {
        this.registry.when("GET", CATALOG)
            .answer((request) -> Answer.of(200).withHeader("Content-Type", "text/html").withBody(body));

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchCatalogPage(null))
            .satisfies((ex) -> assertThat(ex.isTransient()).isFalse())
            .withMessageStartingWith(
                    "Cannot list repositories: " + this.registry.uri() + "/v2/_catalog?n=1000 answered");
    }

    @Test
    void readsWhatAProxyCompressed() {
        this.registry.when("GET", CATALOG)
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Encoding", "gzip")
                .withBody(Gzip.compress("{\"repositories\":[\"a\"]}".getBytes(StandardCharsets.UTF_8))));

        assertThat(this.client.fetchCatalogPage(null).names()).isEqualTo(names("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = { 403, 404, 405 })
    void saysWhatToDoWithoutACatalog(int status) {
        this.registry.when("GET", CATALOG).status(status);

        assertThatExceptionOfType(CatalogUnavailableException.class)
            .isThrownBy(() -> this.client.fetchCatalogPage(null))
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(status))
            .withMessageContaining(
                    "answered %d (FAKE: told to answer %d). Name the repositories in catalog.repositories"
                        .formatted(status, status));
    }

    @Test
    void r17DoesNotFollowTheCatalogToAnotherServer() {
        this.registry.when("GET", CATALOG).redirectTo("http://127.0.0.1:1/v2/_catalog");

        assertThatExceptionOfType(RedirectRefusedException.class).isThrownBy(() -> this.client.fetchCatalogPage(null));
    }

    private static Answer page(String names) {
        return Answer.json(200, "{\"repositories\":" + names + "}");
    }

    private static List<RepositoryName> names(String... names) {
        return List.of(names).stream().map(RepositoryName::of).toList();
    }

    /** Counts the names of a catalog's first page. */
    static final class CountRepositories {

        public static void main(String[] args) {
            System.out.println(TestClients.anonymous(URI.create(args[0])).fetchCatalogPage(null).names().size());
            System.exit(0);
        }

    }

}
