package dev.registryarchiver.registry;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.CutRelay;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.TestDocument;
import dev.registryarchiver.fake.TestImage;
import dev.registryarchiver.image.Descriptor;
import dev.registryarchiver.image.Digest;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.image.Tag;
import dev.registryarchiver.real.DockerRegistryServer;
import dev.registryarchiver.real.RequiresTool;
import dev.registryarchiver.transport.ThrottledException;
import dev.registryarchiver.transport.UnreachableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Blobs and manifests on their way to a registry, whatever happens to them. */
class PushClientTests {

    private static final RepositoryName APP = RepositoryName.of("team/app");

    private static final RepositoryName BASE = RepositoryName.of("team/base");

    private static final String UPLOAD = "/v2/team/app/blobs/uploads/.+";

    private static final String BEGIN = "/v2/team/app/blobs/uploads/";

    private static final int MIB = 1 << 20;

    private final FakeRegistry registry = new FakeRegistry();

    private final byte[] bytes = random(2 * MIB + 12_345);

    private final Descriptor blob = new Descriptor("", Digest.sha256(this.bytes), this.bytes.length);

    @AfterEach
    void stop() {
        this.registry.close();
    }

    @Test
    void smallBlobIsPushedWithTheRequestThatClosesItsUpload() {
        push(client(Long.MAX_VALUE));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests()).extracting(RecordedRequest::method).containsExactly("POST", "PUT");
    }

    @Test
    void largeBlobIsPushedInChunksThatSayWhereTheyBelong() {
        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(places()).containsExactly("0-1048575", "1048576-2097151", "2097152-2109496");
        assertThat(this.registry.openUploads()).isZero();
    }

    @Test
    void chunksAreAsLargeAsTheRegistryWantsThemAtLeast() {
        this.registry.wantChunksOf(3 * MIB / 2);

        push(client(MIB));

        assertThat(places()).containsExactly("0-1572863", "1572864-2109496");
    }

    @Test
    void emptyBlobIsPushed() {
        Descriptor empty = new Descriptor("", Digest.sha256(new byte[0]), 0);

        client(MIB).pushBlob(APP, empty, null, (position, count, output) -> {
        });

        assertThat(this.registry.hasBlob("team/app", empty.digest())).isTrue();
    }

    @Test
    void blobIsTakenOverFromAnotherRepository() {
        this.registry.pushBlob("team/base", this.bytes);

        assertThat(client(MIB).pushBlob(APP, this.blob, BASE, this::nothing)).isTrue();

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests()).extracting(RecordedRequest::method).containsExactly("POST");
        assertThat(this.registry.requests().get(0).parameter("from")).isEqualTo("team/base");
    }

    @Test
    void blobThatIsNotMountedIsPushedIntoTheUploadThatWasBegunInstead() {
        assertThat(client(Long.MAX_VALUE).pushBlob(APP, this.blob, BASE, this::content)).isFalse();

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests()).extracting(RecordedRequest::method).containsExactly("POST", "PUT");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 404, 405 })
    void registryThatKnowsNoMountingIsPushedTo(int status) {
        this.registry.when("POST", BEGIN).matching((request) -> request.parameter("mount") != null).status(status);

        assertThat(client(MIB).pushBlob(APP, this.blob, BASE, this::content)).isFalse();

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
    }

    @Test
    void uploadGoesOnWhereTheRegistrySaysThatItStands() {
        this.registry.cutUploads(2, 600_000);

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(places()).containsExactly("0-1048575", "600000-1648575", "1200000-2109496");
        assertThat(this.registry.requests("POST")).hasSize(1);
    }

    @Test
    void uploadThatTheRegistryLostIsBegunAnew() {
        this.registry.when("PATCH", UPLOAD).after(1).times(1).answer((request) -> {
            this.registry.forgetUploads();
            return Answer.error(404, "BLOB_UPLOAD_UNKNOWN", "gone");
        });

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests("POST")).hasSize(2);
    }

    @Test
    void registryThatLosesEveryUploadIsGivenUp() {
        this.registry.when("PATCH", UPLOAD).answer((request) -> {
            this.registry.forgetUploads();
            return Answer.error(404, "BLOB_UPLOAD_UNKNOWN", "gone");
        });

        assertThatExceptionOfType(PushFailedException.class).isThrownBy(() -> push(client(MIB)))
            .withMessageContaining("came to nothing 3 times")
            .withMessageContaining("the registry lost the upload");
    }

    @Test
    void chunkOutOfPlaceIsFollowedByTheRightOne() {
        this.registry.when("PATCH", UPLOAD).after(1).times(1).status(416);

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 405, 416, 501 })
    void registryThatTakesNoChunksGetsBlobsInOnePiece(int status) {
        this.registry.when("PATCH", UPLOAD)
            .matching((request) -> request.header("Content-Range") != null)
            .status(status);
        PushClient client = client(MIB);

        push(client);
        Descriptor other = new Descriptor("", Digest.sha256(random(3 * MIB)), 3 * MIB);
        this.registry.clearRequests();
        client.pushBlob(APP, other, null,
                (position, count, output) -> output.write(random(3 * MIB), (int) position, (int) count));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.hasBlob("team/app", other.digest())).isTrue();
        assertThat(this.registry.requests("PATCH")).hasSize(1);
        assertThat(this.registry.openUploads()).isZero();
    }

    @Test
    void registryThatTakesNoPatchesGetsBlobsWithTheRequestThatClosesTheUpload() {
        this.registry.when("PATCH", UPLOAD).status(405);

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
    }

    @Test
    void registryThatTakesNoBytesWithTheClosingRequestGetsThemBefore() {
        this.registry.when("PUT", UPLOAD).matching((request) -> request.body().length > 0).status(400);

        push(client(Long.MAX_VALUE));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
    }

    @Test
    void requestsBecomeSmallerWhereTheyAreTooLarge() {
        this.registry.when("*", UPLOAD).matching((request) -> request.body().length > 600_000).status(413);

        push(client(Long.MAX_VALUE));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(places()).contains("0-527373");
    }

    @Test
    void registryThatTakesNeitherChunksNorAllAtOnceSaysSo() {
        this.registry.when("PATCH", UPLOAD).matching((request) -> request.header("Content-Range") != null).status(405);
        this.registry.when("*", UPLOAD).matching((request) -> request.body().length > 0).status(413);

        assertThatExceptionOfType(PushFailedException.class).isThrownBy(() -> push(client(MIB)))
            .withMessageContaining("team/app");
        assertThat(this.registry.openUploads()).isZero();
    }

    @Test
    void repositoryThatRefusesEverythingDoesNotSpoilTheOthers() {
        this.registry.when("*", "/v2/team/base/blobs/uploads/.+")
            .matching((request) -> request.body().length > 0)
            .status(400);
        PushClient client = client(MIB);

        assertThatExceptionOfType(PushFailedException.class)
            .isThrownBy(() -> client.pushBlob(BASE, this.blob, null, this::content));
        push(client);

        assertThat(places()).hasSizeGreaterThan(2);
    }

    @Test
    void registryThatTakesNearlyNothingSaysSo() {
        this.registry.when("*", UPLOAD).matching((request) -> request.body().length > 0).status(413);

        assertThatExceptionOfType(PushFailedException.class).isThrownBy(() -> push(client(Long.MAX_VALUE)))
            .withMessageContaining("answered 413")
            .withMessageContaining("restore.chunk-size");
        assertThat(this.registry.openUploads()).isZero();
    }

    @Test
    void busyRegistryIsWaitedFor() {
        this.registry.when("PATCH", UPLOAD).times(1).answer((request) -> Answer.of(429).withHeader("Retry-After", "0"));
        this.registry.when("PATCH", UPLOAD).times(1).status(503);
        this.registry.when("PUT", UPLOAD).times(2).status(500);

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
    }

    @Test
    void registryThatAsksForTooMuchPatienceIsLeftAlone() {
        this.registry.when("POST", BEGIN).answer((request) -> Answer.of(429).withHeader("Retry-After", "3600"));

        assertThatExceptionOfType(ThrottledException.class).isThrownBy(() -> push(client(MIB)));
    }

    @Test
    void closingRequestWhoseAnswerWasLostIsNotRepeatedInVain() {
        this.registry.when("PUT", UPLOAD).times(1).change(Answer::hangUp);

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests("POST")).hasSize(1);
    }

    @Test
    void bytesThatChangeOnTheWayAreSentAgain() {
        this.registry.when("PUT", UPLOAD)
            .times(1)
            .answer((request) -> Answer.error(400, "DIGEST_INVALID", "provided digest did not match"));

        push(client(MIB));

        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isTrue();
        assertThat(this.registry.requests("POST")).hasSize(2);
    }

    @Test
    void wrongBytesAreNeverTaken() {
        byte[] wrong = this.bytes.clone();
        wrong[1_500_000] ^= 1;

        assertThatExceptionOfType(PushFailedException.class)
            .isThrownBy(() -> client(MIB).pushBlob(APP, this.blob, null,
                    (position, count, output) -> output.write(wrong, (int) position, (int) count)))
            .withMessageContaining("other bytes arrived");
        assertThat(this.registry.hasBlob("team/app", this.blob.digest())).isFalse();
        assertThat(this.registry.openUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = { 403, 405 })
    void registryThatMayNotBeWrittenToSaysSo(int status) {
        this.registry.when("POST", BEGIN)
            .answer((request) -> Answer.error(status, "DENIED", "quota of 10 GB is used up"));

        assertThatExceptionOfType(PushFailedException.class).isThrownBy(() -> push(client(MIB)))
            .satisfies((failure) -> assertThat(failure.isRefusal()).isTrue())
            .withMessageContaining("answered " + status + " (DENIED: quota of 10 GB is used up)");
    }

    @Test
    void userWhoMayOnlyPullMayNotPush() {
        this.registry.requireTokens("ci", "secret").refuse("repository:team/app:pull,push");

        assertThatExceptionOfType(PushFailedException.class)
            .isThrownBy(() -> push(TestClients.pushing(this.registry, "ci", "secret")))
            .satisfies((failure) -> assertThat(failure.isRefusal()).isTrue())
            .withMessageContaining("this user may not push there");
    }

    @Test
    void wrongPasswordIsNoMatterOfOneRepository() {
        this.registry.requireBasic("ci", "secret");

        assertThatExceptionOfType(AuthenticationException.class)
            .isThrownBy(() -> push(TestClients.pushing(this.registry, "ci", "wrong")))
            .satisfies((failure) -> assertThat(failure.concernsWholeRun()).isTrue());
    }

    @Test
    void oneTokenServesAllOfARepositoryAndMountingAsksForBoth() {
        this.registry.requireTokens("ci", "secret");
        PushClient client = TestClients.pushing(this.registry, "ci", "secret");
        this.registry.pushBlob("team/base", this.bytes);

        client.hasBlob(APP, this.blob);
        client.pushBlob(APP, this.blob, BASE, this::nothing);
        client.hasBlob(APP, this.blob);

        assertThat(this.registry.requests("GET", "/token")).extracting((request) -> request.parameters("scope"))
            .containsExactly(List.of("repository:team/app:pull,push"),
                    List.of("repository:team/app:pull,push", "repository:team/base:pull"));
    }

    @Test
    void uploadElsewhereSeesNoCredentials() {
        try (FakeRegistry storage = new FakeRegistry()) {
            this.registry.requireBasic("ci", "secret");
            this.registry.when("POST", BEGIN)
                .answer((request) -> Answer.of(202)
                    .withHeader("Location", storage.uri("/v2/team/app/blobs/uploads/x").toString()));
            storage.when("*", ".*").answer((request) -> Answer.of(201));

            push(TestClients.pushing(this.registry, "ci", "secret"));

            assertThat(storage.requests()).hasSize(1).noneMatch(RecordedRequest::isAuthorized);
            assertThat(storage.requests().get(0).body()).isEqualTo(this.bytes);
        }
    }

    @Test
    void redirectedUploadKeepsItsBytesAndLosesItsCredentials() {
        try (FakeRegistry storage = new FakeRegistry()) {
            this.registry.requireBasic("ci", "secret");
            this.registry.when("PUT", UPLOAD).redirectTo(storage.uri("/bucket/blob").toString());
            storage.when("PUT", "/bucket/blob").answer((request) -> Answer.of(201));

            push(TestClients.pushing(this.registry, "ci", "secret"));

            assertThat(storage.requests("PUT")).hasSize(1).noneMatch(RecordedRequest::isAuthorized);
            assertThat(storage.requests("PUT").get(0).body()).isEqualTo(this.bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ftp://example.com/x", "http://[" })
    void addressThatIsNoneEndsThePush(String location) {
        this.registry.when("POST", BEGIN).answer((request) -> Answer.of(202).withHeader("Location", location));

        assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> push(client(MIB)))
            .withMessageContaining("no address to send the bytes to");
    }

    @Test
    void unreachableRegistryIsGivenUp() {
        this.registry.when("*", ".*").hangUp();

        assertThatExceptionOfType(UnreachableException.class).isThrownBy(() -> push(client(MIB)));
    }

    @Test
    void manifestIsPutWithItsTypeUnderDigestAndTag() {
        TestDocument document = TestImage.createdAt("2026-01-01T00:00:00Z").document();
        document.blobs().forEach((content) -> this.registry.pushBlob("team/app", content));
        PushClient client = client(MIB);

        assertThat(client.findDigest(APP, Tag.of("1"))).isEmpty();
        assertThat(client.hasManifest(APP, document.digest())).isFalse();
        client.pushManifest(APP, document.descriptor(), document.content());
        client.pushManifest(APP, Tag.of("1"), document.descriptor(), document.content());

        assertThat(client.findDigest(APP, Tag.of("1"))).contains(document.digest());
        assertThat(client.hasManifest(APP, document.digest())).isTrue();
        assertThat(this.registry.requests("PUT")).extracting((request) -> request.header("Content-Type"))
            .containsOnly(document.mediaType());
    }

    @Test
    void digestIsFoundWhereTheRegistryDoesNotTellIt() {
        Descriptor manifest = this.registry.push("team/app", "1", TestImage.createdAt("2026-01-01T00:00:00Z"));
        this.registry.when("HEAD", "/v2/team/app/manifests/.*").dropHeader("Docker-Content-Digest");

        assertThat(client(MIB).findDigest(APP, Tag.of("1"))).contains(manifest.digest());
    }

    @Test
    void registryThatCallsAManifestSomethingElseIsNotTrusted() {
        TestDocument document = TestImage.createdAt("2026-01-01T00:00:00Z").document();
        document.blobs().forEach((content) -> this.registry.pushBlob("team/app", content));
        this.registry.when("PUT", ".*/manifests/1").header("Docker-Content-Digest", "sha256:" + "0".repeat(64));

        assertThatExceptionOfType(PushFailedException.class)
            .isThrownBy(() -> client(MIB).pushManifest(APP, Tag.of("1"), document.descriptor(), document.content()))
            .withMessageContaining("the registry says that it is sha256:000");
    }

    @Test
    @RequiresTool("docker-registry")
    void realRegistryTakesChunksOverALineThatBreaks() {
        try (DockerRegistryServer server = DockerRegistryServer.open(); CutRelay line = new CutRelay(server.uri())) {
            byte[] large = random(9 * MIB);
            Descriptor layer = new Descriptor("", Digest.sha256(large), large.length);
            PushClient client = TestClients.pushing(line.uri(), MIB);
            line.cut(2, 3 * MIB + 500_000);

            client.pushBlob(APP, layer, null,
                    (position, count, output) -> output.write(large, (int) position, (int) count));

            assertThat(client.hasBlob(APP, layer)).isTrue();
            assertThat(server.log()).contains("http.request.method=PATCH");
            assertThat(line.sent()).isGreaterThan(large.length + 2L * MIB);
        }
    }

    private PushClient client(long chunkSize) {
        return TestClients.pushing(this.registry.uri(), chunkSize);
    }

    private void push(PushClient client) {
        @Nullable RepositoryName nowhere = null;
        assertThat(client.pushBlob(APP, this.blob, nowhere, this::content)).isFalse();
    }

    private void content(long position, long count, OutputStream output) throws IOException {
        output.write(this.bytes, (int) position, (int) count);
    }

    private void nothing(long position, long count, OutputStream output) {
        throw new AssertionError("Nothing is to be sent");
    }

    private List<@Nullable String> places() {
        return this.registry.requests("PATCH").stream().map((request) -> request.header("Content-Range")).toList();
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

}
