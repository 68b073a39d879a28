package dev.registryarchiver.registry;

import java.net.URI;
import java.util.List;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fuzz.Cost;
import dev.registryarchiver.fuzz.Hostile;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.transport.TransportException;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever a registry answers: a value, or an exception of ours. */
class RegistryFuzzTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    private static FakeRegistry registry;

    private static RegistryClient client;

    private static volatile byte[] body = {};

    private static volatile String link = "";

    @BeforeContainer
    static void start() {
        registry = new FakeRegistry();
        registry.when("GET", "/v2/.+").answer((request) -> {
            Answer answer = Answer.of(200).withHeader("Content-Type", "application/json").withBody(body);
            // The server cannot send what no header can hold.
            return link.matches("[ -~]+") ? answer.withHeader("Link", link) : answer;
        });
        client = TestClients.anonymous(registry);
    }

    @AfterContainer
    static void stop() {
        registry.close();
    }

    @Property
    void link(@ForAll("links") String value) throws Exception {
        try {
            Cost.bounded(() -> LinkHeader.next("list", List.of(value)))
                .ifPresent(
                        (query) -> assertThat(URI.create("https://registry.example.com/v2/_catalog?" + query).getHost())
                            .isEqualTo("registry.example.com"));
        }
        catch (IncompleteListException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property
    void errorBody(@ForAll("errors") byte[] content) throws Exception {
        ErrorBody error = Cost.bounded(() -> ErrorBody.of(content));

        assertThat(error.inParentheses()).matches("[^\\p{Cc}\\u202e]*").hasSizeLessThan(300);
    }

    @Property(tries = 300)
    void catalog(@ForAll("catalogs") byte[] content, @ForAll("links") String next) throws Exception {
        body = content;
        link = next;
        try {
            CatalogPage page = Cost.bounded(() -> client.fetchCatalogPage(null));

            assertThat(page.names()).allMatch((name) -> RepositoryName.isValid(name.value()));
        }
        catch (RegistryException | TransportException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property(tries = 300)
    void tags(@ForAll("tagLists") byte[] content) throws Exception {
        body = content;
        link = "";
        try {
            assertThat(Cost.bounded(() -> client.fetchTags(REPOSITORY))).allMatch((tag) -> Tag.isValid(tag.value()));
        }
        catch (RegistryException | TransportException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Property(tries = 300)
    void manifest(@ForAll("errors") byte[] content) throws Exception {
        body = content;
        link = "";
        try {
            assertThat(Cost.bounded(() -> client.fetchManifest(REPOSITORY, Tag.of("1"))).content()).isEqualTo(content);
        }
        catch (RegistryException | TransportException | MalformedDocumentException ex) {
            assertThat(ex.getMessage()).matches("[^\\p{Cc}\\u202e]+");
        }
    }

    @Provide
    Arbitrary<String> links() {
        return Hostile.text("</v2/_catalog?last=a%2Fb&n=2>; rel=\"next\"", "<?last=x&n=2>; rel=next",
                "</p>; rel=\"prev\", <https://evil.example/v2/_catalog?last=abc+/=>; title=\"a,b;c\"; REL=\"last next\"",
                "");
    }

    @Provide
    Arbitrary<byte[]> errors() {
        return Hostile.bytes("{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\",\"detail\":{\"a\":[1]}}]}",
                "{\"error\":\"x\",\"error_description\":\"y\"}", "<html><title>502</title></html>",
                "<?xml version=\"1.0\"?><Error><Code>ExpiredToken</Code><Message>late</Message></Error>", "plain text");
    }

    @Provide
    Arbitrary<byte[]> catalogs() {
        return Hostile.bytes("{\"repositories\":[\"a\",\"team/app\",null,\"\",5,\"A\",\"../x\",\"a\",[\"b\"],{}]}",
                "{\"repositories\":null,\"next\":{\"x\":[[]]}}");
    }

    @Provide
    Arbitrary<byte[]> tagLists() {
        return Hostile
            .bytes("{\"name\":\"team/app\",\"tags\":[\"v1\",null,\"\",\"sha256-%s.sig\"],\"manifest\":{\"a\":1}}"
                .formatted("ab".repeat(32)), "{\"name\":\"r\",\"tags\":null}");
    }

}
