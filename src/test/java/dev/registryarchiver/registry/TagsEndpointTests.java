package dev.registryarchiver.registry;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestArtifacts;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TagsEndpointTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    private static final String TAGS = "/v2/team/app/tags/list";

    private static final String HEX = "0123456789abcdef".repeat(4);

    private final FakeRegistry registry = new FakeRegistry();

    private final RegistryClient client = TestClients.anonymous(this.registry);

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void asksForNoPageSize() {
        this.registry.push("team/app", "1.0", TestImage.createdAt("2026-01-02T03:04:05Z"));

        assertThat(this.client.fetchTags(REPOSITORY)).isEqualTo(tags("1.0"));
        assertThat(this.registry.requests("GET", TAGS)).extracting(RecordedRequest::query).containsExactly("");
    }

    @Test
    void m30TellsWhereTagsPointAsFarAsTheListSaysIt() {
        Digest one = Digest.sha256(new byte[1]);
        Digest two = Digest.sha256(new byte[2]);
        this.registry.when("GET", TAGS)
            .answer((request) -> Answer.json(200,
                    """
                            {"child":["deeper"],"manifest":{
                            "%s":{"imageSizeBytes":"123","layerId":"","mediaType":"x","tag":["1.0","latest","both"],
                            "timeCreatedMs":"0","timeUploadedMs":"1690000000000"},
                            "%s":{"tag":["2.0","both",7,null,"no tag"],"timeCreatedMs":"-62135596800000","nested":{"tag":["3.0"]}},
                            "%s":{"tag":[]},"sha256:zz":{"tag":["3.0"]},"other":"text","more":[{"tag":["3.0"]}]},
                            "name":"team/app","tags":["1.0","latest","2.0","3.0","both"]}"""
                        .formatted(one, two, Digest.sha256(new byte[3]))));

        TagList list = this.client.fetchTagList(REPOSITORY);

        assertThat(list.tags()).isEqualTo(tags("1.0", "latest", "2.0", "3.0", "both"));
        assertThat(list.digests())
            .containsExactlyInAnyOrderEntriesOf(Map.of(Tag.of("1.0"), one, Tag.of("latest"), one, Tag.of("2.0"), two));
    }

    @ParameterizedTest(name = "M30 {0}")
    @ValueSource(strings = { "null", "[]", "\"text\"", "7", "{}", "[{\"tag\":[\"1.0\"]}]" })
    void m30IgnoresWhatIsNoMapOfManifests(String manifests) {
        this.registry.when("GET", TAGS)
            .answer((request) -> Answer.json(200, "{\"manifest\":%s,\"tags\":[\"1.0\"]}".formatted(manifests)));

        assertThat(this.client.fetchTagList(REPOSITORY)).isEqualTo(new TagList(tags("1.0"), Map.of()));
    }

    @Test
    void followsPages() {
        List.of("1", "2", "3", "4", "5")
            .forEach((tag) -> this.registry.tag("team/app", tag, Digest.sha256(new byte[0])));
        this.registry.pageTags(2);

        assertThat(this.client.fetchTags(REPOSITORY))
            .containsExactlyInAnyOrderElementsOf(tags("1", "2", "3", "4", "5"));
        assertThat(this.registry.requests("GET", TAGS)).hasSize(3);
    }

    @Test
    void l9GoesOnAtItsOwnPath() {
        answerOnce("[\"1\"]", "</v2/app/tags/list?last=10000&n=10000>; rel=\"next\"");
        answerOnce("[\"2\"]", null);

        assertThat(this.client.fetchTags(REPOSITORY)).isEqualTo(tags("1", "2"));
        assertThat(this.registry.requests("GET", TAGS)).extracting(RecordedRequest::query)
            .containsExactly("", "last=10000&n=10000");
    }

    @Test
    void l18NoticesALinkThatLeadsBack() {
        this.registry.when("GET", TAGS).answer((request) -> page("[\"1\"]", "<?last=1>; rel=\"next\""));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .withMessageStartingWith("Cannot list tags of team/app completely: the link to the next page leads back");
    }

    @Test
    void l19NoticesPagesWithoutAnythingNew() {
        this.registry.when("GET", TAGS)
            .answer((request) -> page("[\"1\"]",
                    "<?last=%d>; rel=\"next\"".formatted(this.registry.requests().size())));

        assertThatExceptionOfType(IncompleteListException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .withMessageContaining("3 pages in a row");
    }

    @ParameterizedTest(name = "L30 {0}")
    @ValueSource(strings = { "{\"name\":\"r\",\"tags\":null}", "{\"name\":\"\"}", "{\"name\":null,\"tags\":[]}" })
    void readsRepositoriesWithoutTags(String body) {
        this.registry.when("GET", TAGS).answer((request) -> Answer.json(200, body));

        assertThat(this.client.fetchTags(REPOSITORY)).isEmpty();
    }

    @Test
    void l31LeavesOutWhatIsNoTagOfAnImage() {
        String attachments = "\"sha256-%1$s\",\"sha256-%1$s.sig\",\"sha256-%1$s.att\",\"sha256-%1$s.sbom\",\"sha512-%1$s\""
            .formatted(HEX);
        answerOnce("[\"v1\",null,\"\",\"sha256:%s\",%s,\"-x\",7]".formatted(HEX, attachments), null);

        assertThat(this.client.fetchTags(REPOSITORY)).isEqualTo(tags("v1"));
    }

    @Test
    void keepsTagsThatOnlyResembleAttachments() {
        answerOnce("[\"sha256-abc\",\"v1-alpine\",\"sha256-%1$s.tar\",\"x-%1$s\"]".formatted(HEX), null);

        assertThat(this.client.fetchTags(REPOSITORY))
            .isEqualTo(tags("sha256-abc", "v1-alpine", "sha256-" + HEX + ".tar", "x-" + HEX));
    }

    @Test
    void leavesOutTheSignatureOfARealImage() {
        TestImage image = TestImage.createdAt("2026-01-02T03:04:05Z");
        this.registry.push("team/app", "1.0", image);
        this.registry.push("team/app", TestArtifacts.cosignTag(image.digest()), TestArtifacts.cosignSignature());

        assertThat(this.client.fetchTags(REPOSITORY)).isEqualTo(tags("1.0"));
    }

    @Test
    void l32ReadsTextThatIsJson() {
        this.registry.when("GET", TAGS)
            .answer((request) -> Answer.of(200)
                .withHeader("Content-Type", "text/plain; charset=utf-8")
                .withBody("{\"name\":\"team/app\",\"tags\":[\"1.0\"]}"));

        assertThat(this.client.fetchTags(REPOSITORY)).isEqualTo(tags("1.0"));
    }

    @Test
    void l33SaysThatTheRepositoryIsMissing() {
        assertThatExceptionOfType(RepositoryMissingException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .satisfies((ex) -> assertThat(ex.repository()).isEqualTo(REPOSITORY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            registry/2.0 | 404 page not found
            registry/2.0 | ``
            ``           | {"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}
            ``           | {"errors":{"code":"NAME_UNKNOWN"}}
            ``           | {"code":"NAME_UNKNOWN","message":"zot"}
            ``           | <?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>
            """)
    void l33BelievesARegistryThatTheRepositoryIsMissing(String version, String body) {
        notFound(version, body);

        assertThatExceptionOfType(RepositoryMissingException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``           | 404 page not found
            ``           | ``
            ``           | {"message":"no Route matched with those values"}
            ``           | {"timestamp":"2026-01-01","status":404,"error":"Not Found","path":"/v2/"}
            ``           | {"code":5,"message":"Not Found"}
            ``           | {"errors":[{"status":404,"message":"Not Found"}]}
            ``           | {"errors":[]}
            ``           | {"errors":[{"code":"NAME_UNK
            ``           | <?xml version="1.0"?><Error><Code>NoSuchBucket</Code></Error>
            registry/2.0 | <html><head><title>404 Not Found</title></head></html>
            """)
    void l33BelievesNobodyElseThatTheRepositoryIsMissing(String version, String body) {
        notFound(version, body);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .withMessageContainingAll("Cannot list tags of team/app", "answered 404",
                    "Look at what is in front of it, and run 'retry' when it is back.")
            .matches((ex) -> ex.status() == 404);
    }

    @Test
    void l33LeavesAHiddenRepositoryToAuthentication() {
        this.registry.requireTokens("ci", "secret").refuse("repository:team/app:pull");
        RegistryClient user = TestClients.of(this.registry, "ci", "secret");

        assertThatExceptionOfType(AuthenticationException.class).isThrownBy(() -> user.fetchTags(REPOSITORY))
            .satisfies((ex) -> assertThat(ex.concernsWholeRun()).isFalse());
    }

    @Test
    void saysThatAccessIsDenied() {
        this.registry.when("GET", TAGS).status(403);

        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .withMessageStartingWith("Cannot list tags of team/app: ");
    }

    @Test
    void saysThatARegistryInTroubleIsWorthAnotherTry() {
        this.registry.when("GET", TAGS).status(503);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .satisfies((ex) -> assertThat(ex.isTransient()).isTrue());
        assertThat(this.registry.requests("GET", TAGS)).hasSize(1 + TestClients.RETRIES);
    }

    @Test
    void saysThatAPolicyIsNotWorthAnotherTry() {
        this.registry.when("GET", TAGS).status(412);

        assertThatExceptionOfType(UnexpectedAnswerException.class).isThrownBy(() -> this.client.fetchTags(REPOSITORY))
            .satisfies((ex) -> assertThat(ex.isTransient()).isFalse())
            .satisfies((ex) -> assertThat(ex.status()).isEqualTo(412));
    }

    private void notFound(String version, String body) {
        this.registry.when("GET", "/v2/team/app/tags/list").answer((request) -> {
            Answer answer = Answer.of(404).withBody(body);
            return version.isEmpty() ? answer : answer.withHeader("Docker-Distribution-Api-Version", version);
        });
    }

    private void answerOnce(String names, @Nullable String link) {
        this.registry.when("GET", TAGS).times(1).answer((request) -> page(names, link));
    }

    private static Answer page(String names, @Nullable String link) {
        Answer answer = Answer.json(200, "{\"name\":\"team/app\",\"tags\":" + names + "}");
        return (link != null) ? answer.withHeader("Link", link) : answer;
    }

    private static List<Tag> tags(String... tags) {
        return List.of(tags).stream().map(Tag::of).toList();
    }

}
