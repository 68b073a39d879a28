package dev.registryarchiver.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.fake.TestIndex;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.ImageIndex;
import dev.registryarchiver.image.ImageManifest;
import dev.registryarchiver.image.MalformedDocumentException;
import dev.registryarchiver.image.Manifest;
import dev.registryarchiver.image.MediaTypes;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Schema1Manifest;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.transport.UnreachableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DocumentEndpointTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/app");

    private static final Tag TAG = Tag.of("1.0");

    private static final String MANIFESTS = "/v2/team/app/manifests/.*";

    private static final String BLOBS = "/v2/team/app/blobs/.*";

    private final TestImage image = TestImage.createdAt("2026-01-02T03:04:05Z");

    private final FakeRegistry registry = new FakeRegistry();

    private final RegistryClient client = TestClients.anonymous(this.registry);

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void asksWhatATagPointsAt() {
        Descriptor pushed = push();

        assertThat(this.client.headManifest(REPOSITORY, TAG)).hasValue(pushed);
        assertThat(this.registry.requests("GET")).isEmpty();
    }

    @Test
    void acceptsEveryTypeOfManifest() {
        push();

        this.client.headManifest(REPOSITORY, TAG);
        this.client.fetchManifest(REPOSITORY, TAG);

        assertThat(this.registry.requests()).hasSize(2)
            .extracting((request) -> request.header("Accept"))
            .containsOnly("application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
                    + "application/vnd.docker.distribution.manifest.list.v2+json, "
                    + "application/vnd.docker.distribution.manifest.v2+json, "
                    + "application/vnd.docker.distribution.manifest.v1+prettyjws;q=0.5, "
                    + "application/vnd.docker.distribution.manifest.v1+json;q=0.5, */*;q=0.1");
    }

    @ParameterizedTest(name = "M26 {0}")
    @ValueSource(ints = { 400, 403, 404, 405, 501 })
    void leavesItToGetWhenHeadIsOfNoUse(int status) {
        Descriptor pushed = push();
        this.registry.when("HEAD", MANIFESTS).status(status);

        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor()).isEqualTo(pushed);
    }

    @Test
    void m26LeavesItToGetWhenHeadSaysTooLittle() {
        push();
        this.registry.when("HEAD", MANIFESTS).times(1).dropHeader("Docker-Content-Digest");
        this.registry.when("HEAD", MANIFESTS).times(1).dropContentLength();
        this.registry.when("HEAD", MANIFESTS).times(1).header("Content-Encoding", "gzip");

        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
        assertThat(this.client.headManifest(REPOSITORY, TAG)).isPresent();
    }

    @ParameterizedTest(name = "M26 digest {0}")
    @ValueSource(strings = { "sha256:zz", "md5:0123", "", "latest" })
    void leavesItToGetWhenHeadSaysNonsense(String digest) {
        push();
        this.registry.when("HEAD", MANIFESTS)
            .answer((request) -> headAnswer().withHeader("Docker-Content-Digest", digest));

        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
    }

    @Test
    void leavesSignedSchema1ToGet() {
        this.registry.when("HEAD", MANIFESTS)
            .answer((request) -> headAnswer().withHeader("Content-Type", MediaTypes.DOCKER_SCHEMA1_SIGNED));

        assertThat(this.client.headManifest(REPOSITORY, TAG)).isEmpty();
    }

    @Test
    void doesNotTakeTroubleForAnAnswer() {
        push();
        this.registry.when("HEAD", MANIFESTS).status(503);

        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.headManifest(REPOSITORY, TAG))
            .satisfies((ex) -> assertThat(ex.isTransient()).isTrue())
            .withMessageStartingWith("Cannot look up team/app:1.0: ");
    }

    @Test
    void fetchesByTagAndByDigestOnce() {
        Descriptor pushed = push();

        Manifest byTag = this.client.fetchManifest(REPOSITORY, TAG);
        Manifest byDigest = this.client.fetchManifest(REPOSITORY, pushed);

        assertThat(byTag).isInstanceOf(ImageManifest.class);
        assertThat(byTag.content()).isEqualTo(this.image.document().content());
        assertThat(byDigest.descriptor()).isEqualTo(byTag.descriptor()).isEqualTo(pushed);
        assertThat(this.registry.requests("GET", MANIFESTS)).hasSize(1);
    }

    @Test
    void fetchesIndexes() {
        TestIndex index = TestIndex.of(this.image, this.image.withPlatform("linux/arm64"));
        this.registry.push("team/app", "1.0", index);

        assertThat(this.client.fetchManifest(REPOSITORY, TAG)).isInstanceOfSatisfying(ImageIndex.class,
                (read) -> assertThat(read.manifests()).hasSize(2));
    }

    @Test
    void m8RefusesAChangedManifest() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS).corruptByteAt(10);

        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, pushed))
            .satisfies((ex) -> assertThat(ex.expected()).isEqualTo(pushed))
            .satisfies((ex) -> assertThat(ex.actualSize()).isEqualTo(pushed.size()))
            .satisfies((ex) -> assertThat(ex.actualDigest()).isPresent().get().isNotEqualTo(pushed.digest()));
    }

    @Test
    void m8DoesNotRememberAChangedManifest() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS).times(1).corruptByteAt(10);

        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, pushed));
        assertThat(this.client.fetchManifest(REPOSITORY, pushed).descriptor()).isEqualTo(pushed);
    }

    @ParameterizedTest
    @ValueSource(longs = { -1, 1 })
    void refusesAManifestOfAnotherSize(long difference) {
        Descriptor pushed = push();
        Descriptor wrong = new Descriptor(pushed.mediaType(), pushed.digest(), pushed.size() + difference);

        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, wrong));
        this.client.fetchManifest(REPOSITORY, TAG);
        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, wrong))
            .satisfies((ex) -> assertThat(ex.actualDigest()).hasValue(pushed.digest()));
    }

    @ParameterizedTest(name = "M9 {0}")
    @ValueSource(strings = { "sha256:zz", "absent",
            "sha256:0000000000000000000000000000000000000000000000000000000000000000" })
    void computesTheDigestItself(String claimed) {
        Descriptor pushed = push();
        if (claimed.equals("absent")) {
            this.registry.when("GET", MANIFESTS).dropHeader("Docker-Content-Digest");
        }
        else {
            this.registry.when("GET", MANIFESTS).header("Docker-Content-Digest", claimed);
        }

        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor()).isEqualTo(pushed);
    }

    @Test
    void m9BelievesAClaimedDigestUnderWhichTheRightDocumentIsServed() {
        Descriptor pushed = push();
        this.registry.when("GET", ".*/manifests/1.0")
            .change((answer) -> answer.withBody("{\"schemaVersion\":2,\"manifests\":[]}"));

        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor().digest()).isEqualTo(pushed.digest());
    }

    @Test
    void m9ComputesTheDigestWhereTheSameIsServedUnderTheClaimedOne() {
        push();
        String index = "{\"schemaVersion\":2,\"manifests\":[]}";
        this.registry.when("GET", MANIFESTS)
            .change((answer) -> answer.withHeader("Content-Type", MediaTypes.OCI_INDEX).withBody(index));

        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor().digest())
            .isEqualTo(Digest.sha256(index.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void m9DoesNotAskAgainForSchema1WhoseDigestIsOfItsPayload() {
        this.registry.push("team/app", "1.0", TestDocument.of(MediaTypes.DOCKER_SCHEMA1_SIGNED,
                "{\"schemaVersion\":1,\"fsLayers\":[],\"history\":[],\"signatures\":[]}"));
        this.registry.when("GET", MANIFESTS).header("Docker-Content-Digest", "sha256:" + "1".repeat(64));

        assertThat(this.client.fetchManifest(REPOSITORY, TAG)).isInstanceOf(Schema1Manifest.class);
        assertThat(this.registry.requests("GET", MANIFESTS)).hasSize(1);
    }

    @Test
    void saysThatAManifestIsDamagedForGood() {
        push();
        this.registry.when("GET", MANIFESTS).corruptByteAt(0);

        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .satisfies((ex) -> assertThat(ex.isLasting()).isTrue());
    }

    @ParameterizedTest(name = "M9 {0} for the claimed digest")
    @ValueSource(ints = { 400, 403, 404, 405, 412 })
    void computesTheDigestWhereTheClaimedOneLeadsNowhere(int status) {
        Descriptor pushed = push();
        this.registry.when("GET", ".*/manifests/1.0").header("Docker-Content-Digest", "sha256:" + "1".repeat(64));
        this.registry.when("GET", ".*/manifests/sha256:1+").status(status);

        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor()).isEqualTo(pushed);
    }

    @Test
    void takesHalfADocumentWhoseDigestIsUnknownForNoWordAboutTheTag() {
        push();
        this.registry.when("GET", ".*/manifests/1.0")
            .change((answer) -> answer.withBody("{\"schemaVersion\":2,")
                .withHeader("Docker-Content-Digest", "sha256:" + "1".repeat(64)));

        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .withMessageContaining("answered with half a document")
            .satisfies((ex) -> assertThat(ex.isLasting()).isFalse());
    }

    @Test
    void doesNotSettleADigestWhileTheServerHasTrouble() {
        push();
        this.registry.when("GET", ".*/manifests/1.0").header("Docker-Content-Digest", "sha256:" + "1".repeat(64));
        this.registry.when("GET", ".*/manifests/sha256:1+").status(503);

        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .satisfies((ex) -> assertThat(ex.isTransient()).isTrue());
    }

    @Test
    void saysThatAManifestIsMissing() {
        this.registry.createRepository("team/app");
        Descriptor never = new Descriptor(MediaTypes.OCI_MANIFEST, this.image.digest(), 10);

        assertThatExceptionOfType(ManifestMissingException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .satisfies((ex) -> assertThat(ex.reference()).isEqualTo("1.0"));
        assertThatExceptionOfType(ManifestMissingException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, never))
            .satisfies((ex) -> assertThat(ex.reference()).isEqualTo(never.digest().toString()));
    }

    @Test
    void believesNoProxyThatAManifestIsMissing() {
        this.registry.when("GET", MANIFESTS).answer((request) -> Answer.of(404).withBody("404 page not found"));
        Descriptor child = new Descriptor(MediaTypes.OCI_MANIFEST, this.image.digest(), 10);

        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .matches((ex) -> ex.status() == 404);
        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, child));
    }

    @Test
    void saysThatAManifestIsAPage() {
        this.registry.when("GET", MANIFESTS)
            .answer((request) -> Answer.of(200).withHeader("Content-Type", "text/html").withBody("<html></html>"));

        assertThatExceptionOfType(UnexpectedAnswerException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG))
            .withMessageContaining("answered with an HTML page");
    }

    @Test
    void readsManifestsUpToTheLimit() {
        int limit = 4 << 20;
        this.registry.push("team/app", "at", documentOf(limit));
        this.registry.push("team/app", "beyond", documentOf(limit + 1));

        assertThat(this.client.fetchManifest(REPOSITORY, Tag.of("at")).content()).hasSize(limit);
        assertThatExceptionOfType(ContentTooLargeException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, Tag.of("beyond")))
            .withMessage("The manifest of team/app:beyond has more than the 4194304 bytes that are accepted.");
    }

    @Test
    void doesNotAskForWhatIsTooLarge() {
        Descriptor manifest = new Descriptor(MediaTypes.OCI_MANIFEST, this.image.digest(), (4 << 20) + 1);
        Descriptor config = new Descriptor(MediaTypes.OCI_CONFIG, this.image.digest(), Long.MAX_VALUE);

        assertThatExceptionOfType(ContentTooLargeException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, manifest));
        assertThatExceptionOfType(ContentTooLargeException.class)
            .isThrownBy(() -> this.client.fetchContent(REPOSITORY, config))
            .withMessage(
                    "The blob %s of team/app is said to have 9223372036854775807 bytes; at most 8388608 are accepted."
                        .formatted(config.digest()));
        assertThat(this.registry.requests()).isEmpty();
    }

    @Test
    void fetchesConfigsOnce() {
        push();
        Descriptor config = this.image.configDescriptor();

        assertThat(this.client.fetchContent(REPOSITORY, config)).isEqualTo(this.image.config());
        assertThat(this.client.fetchContent(REPOSITORY, config)).isEqualTo(this.image.config());
        assertThat(this.registry.requests("GET", BLOBS)).hasSize(1);
    }

    @Test
    void saysThatAConfigIsMissing() {
        push();
        this.registry.deleteBlob("team/app", this.image.configDescriptor().digest());

        assertThatExceptionOfType(BlobMissingException.class)
            .isThrownBy(() -> this.client.fetchContent(REPOSITORY, this.image.configDescriptor()))
            .satisfies((ex) -> assertThat(ex.blob()).isEqualTo(this.image.configDescriptor()));
    }

    @Test
    void m23TakesWhatTheDescriptorEmbeds() {
        byte[] content = this.image.config();

        assertThat(this.client.fetchContent(REPOSITORY, embedding(content))).isEqualTo(content);
        assertThat(this.client
            .fetchManifest(REPOSITORY, embedding(this.image.document().content(), this.image.manifestDescriptor()))
            .descriptor()).isEqualTo(this.image.manifestDescriptor());
        assertThat(this.registry.requests()).isEmpty();
    }

    @Test
    void m23RefusesWhatIsEmbeddedWrongly() {
        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> this.client.fetchContent(REPOSITORY, embedding("{}".getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest(name = "M25 {0}")
    @ValueSource(strings = { "sha256:ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789",
            "sha256:../../x", "md5:0123456789abcdef0123456789abcdef",
            "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde" })
    void doesNotBuildAnAddressOfWhatIsNoDigest(String digest) {
        this.registry.push("team/app", "1.0", TestDocument.of(MediaTypes.OCI_MANIFEST, """
                {"schemaVersion":2,"config":{"mediaType":"%s","digest":"%s","size":2},"layers":[]}"""
            .formatted(MediaTypes.OCI_CONFIG, digest)));

        assertThatExceptionOfType(MalformedDocumentException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG));
        assertThat(this.registry.requests("GET", BLOBS)).isEmpty();
    }

    @Test
    void b12ReadsWhatAProxyCompressed() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS)
            .change((answer) -> answer.withHeader("Content-Encoding", "gzip")
                .withBody(Gzip.compress(answer.body().bytes())));
        this.registry.when("GET", BLOBS)
            .change((answer) -> answer.withHeader("Content-Encoding", "x-gzip")
                .withBody(Gzip.compress(answer.body().bytes())));

        assertThat(this.client.fetchManifest(REPOSITORY, pushed).descriptor()).isEqualTo(pushed);
        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor()).isEqualTo(pushed);
        assertThat(this.client.fetchContent(REPOSITORY, this.image.configDescriptor())).isEqualTo(this.image.config());
    }

    @Test
    void b12BelievesTheBytesMoreThanTheLabel() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS).header("Content-Encoding", "gzip");
        byte[] compressed = Gzip.compress(this.image.config());
        Descriptor stored = this.registry.pushBlob("team/app", compressed);
        this.registry.when("GET", BLOBS).header("Content-Encoding", "x-gzip");

        assertThat(this.client.fetchManifest(REPOSITORY, TAG).descriptor()).isEqualTo(pushed);
        assertThat(this.client.fetchContent(REPOSITORY, stored)).isEqualTo(compressed);
    }

    @Test
    void b12DoesNotUnpackMoreThanTheLimit() {
        push();
        byte[] bomb = Gzip.compress(new byte[64 << 20]);
        this.registry.when("GET", MANIFESTS)
            .change((answer) -> answer.withHeader("Content-Encoding", "gzip").withBody(bomb));

        assertThatExceptionOfType(ContentTooLargeException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, TAG));
        assertThatExceptionOfType(ContentMismatchException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, this.image.manifestDescriptor()));
    }

    @Test
    void readsADocumentAgainThatEndedUnannounced() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS).times(1).dropContentLength().breakAfter(20);

        assertThat(this.client.fetchManifest(REPOSITORY, pushed).descriptor()).isEqualTo(pushed);
    }

    @Test
    void givesUpOnADocumentThatAlwaysEndsUnannounced() {
        Descriptor pushed = push();
        this.registry.when("GET", MANIFESTS).dropContentLength().breakAfter(20);

        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> this.client.fetchManifest(REPOSITORY, pushed));
    }

    @Test
    void r10AsksForANewAddressWhenTheStorageRefuses() {
        push();
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.when("GET", "/storage/.*").times(2).answer((request) -> Answer.of(403).withBody("<Error/>"));
            storage.when("GET", "/storage/.*").answer((request) -> Answer.of(200).withBody(this.image.config()));
            this.registry.when("GET", BLOBS).redirectTo(storage.uri("/storage/config?signature=s3cret").toString());

            byte[] content = this.client.fetchContent(REPOSITORY, this.image.configDescriptor());

            assertThat(content).isEqualTo(this.image.config());
            assertThat(this.registry.requests("GET", BLOBS)).hasSize(3);
        }
    }

    @Test
    void r18KeepsSignedAddressesOutOfMessages() {
        push();
        try (FakeRegistry storage = new FakeRegistry()) {
            storage.when("GET", "/storage/.*")
                .answer((request) -> Answer.of(403)
                    .withBody("<Error><Code>AccessDenied</Code><Message>expired</Message></Error>"));
            this.registry.when("GET", BLOBS).redirectTo(storage.uri("/storage/config?signature=s3cret").toString());

            assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> this.client.fetchContent(REPOSITORY, this.image.configDescriptor()))
                .withMessageContaining("answered 403 (AccessDenied: expired)")
                .withMessageContaining("signature=REDACTED")
                .withMessageNotContaining("s3cret");
        }
    }

    @Test
    void asksWithATokenForTheRepository() {
        this.registry.requireTokens("ci", "secret");
        push();
        RegistryClient user = TestClients.of(this.registry, "ci", "secret");

        user.fetchManifest(REPOSITORY, TAG);
        user.fetchContent(REPOSITORY, this.image.configDescriptor());

        assertThat(this.registry.requests("GET", "/token")).singleElement()
            .extracting((request) -> request.parameter("scope"))
            .isEqualTo("repository:team/app:pull");
        assertThat(this.registry.requests("GET", BLOBS)).extracting(RecordedRequest::authorizationScheme)
            .containsExactly("Bearer");
    }

    private Descriptor push() {
        return this.registry.push("team/app", "1.0", this.image);
    }

    private Answer headAnswer() {
        return Answer.of(200)
            .withHeader("Content-Type", MediaTypes.OCI_MANIFEST)
            .withHeader("Docker-Content-Digest", this.image.digest().toString())
            .withBody(this.image.document().content());
    }

    private Descriptor embedding(byte[] content) {
        return embedding(content, this.image.configDescriptor());
    }

    private static Descriptor embedding(byte[] content, Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size(), Map.of(), null, "",
                List.of(), Base64.getEncoder().encodeToString(content));
    }

    private static TestDocument documentOf(int size) {
        String start = "{\"schemaVersion\":2,\"manifests\":[]";
        return TestDocument.of(MediaTypes.OCI_INDEX, start + " ".repeat(size - start.length() - 1) + "}");
    }

}
