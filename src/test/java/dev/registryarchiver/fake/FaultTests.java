package dev.registryarchiver.fake;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.image.Descriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class FaultTests {

    private static final byte[] BYTES = new byte[10_000];

    private final FakeRegistry registry = new FakeRegistry();

    private final Client client = new Client();

    private final Descriptor blob = this.registry.pushBlob("app", BYTES);

    private final URI blobUri = this.registry.uri("/v2/app/blobs/" + this.blob.digest());

    @AfterEach
    void close() {
        this.registry.close();
    }

    @Test
    void statusIsAnsweredAsOftenAsToldAndFromWhereTold() throws IOException {
        Fault fault = whenBlob().after(1).times(2).status(503).header("Retry-After", "2");

        assertThat(get().statusCode()).isEqualTo(200);
        assertThat(get().statusCode()).isEqualTo(503);
        assertThat(get().headers().firstValue("Retry-After")).hasValue("2");
        assertThat(get().statusCode()).isEqualTo(200);
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void firstFaultThatFitsHits() throws IOException {
        whenBlob().matching((request) -> request.header("Range") != null).status(500);
        whenBlob().times(1).status(429);
        whenBlob().status(502);

        assertThat(get().statusCode()).isEqualTo(429);
        assertThat(get().statusCode()).isEqualTo(502);
        assertThat(get("Range", "bytes=1-").statusCode()).isEqualTo(500);
        this.registry.clearFaults();
        assertThat(get().statusCode()).isEqualTo(200);
    }

    @Test
    void breakAfterCutsBodyOfKnownLength() {
        whenBlob().breakAfter(3000);

        assertThatExceptionOfType(IOException.class).isThrownBy(this::get)
            .withStackTraceContaining("fixed content-length: 10000, bytes received: 3000");
    }

    @Test
    void chunkedAndCutBreaksInTheMiddle() {
        whenBlob().chunkedAndCut(3000);

        assertThatExceptionOfType(IOException.class).isThrownBy(this::get).withStackTraceContaining("chunked");
    }

    @Test
    void chunkedBodyIsComplete() throws IOException {
        whenBlob().chunked();

        HttpResponse<byte[]> response = get();

        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        assertThat(response.body()).isEqualTo(BYTES);
    }

    @Test
    void bodyWithoutLengthIsCutUnnoticed() throws IOException {
        whenBlob().dropContentLength().breakAfter(3000);

        HttpResponse<byte[]> response = get();

        assertThat(response.headers().firstValue("Content-Length")).isEmpty();
        assertThat(response.body()).hasSize(3000);
    }

    @Test
    void contentLengthMayLie() {
        whenBlob().contentLength(BYTES.length + 1L);

        assertThatExceptionOfType(IOException.class).isThrownBy(this::get)
            .withStackTraceContaining("fixed content-length: 10001, bytes received: 10000");
    }

    @Test
    void extraBytesAreSentAndCounted() throws IOException {
        whenBlob().extraBytes(1);

        HttpResponse<byte[]> response = get();

        assertThat(response.headers().firstValue("Content-Length")).hasValue("10001");
        assertThat(response.body()).hasSize(10_001);
    }

    @Test
    void corruptByteDiffersAndNoOther() throws IOException {
        whenBlob().corruptByteAt(9999);

        byte[] body = get().body();

        assertThat(body).hasSize(10_000).endsWith(0xff);
        body[9999] = 0;
        assertThat(body).isEqualTo(BYTES);
    }

    @Test
    void hangUpAnswersNothing() {
        whenBlob().hangUp();

        assertThatExceptionOfType(IOException.class).isThrownBy(this::get);
    }

    @Test
    void stallAndDelayTakeTheirTime() throws IOException {
        whenBlob().delay(Duration.ofMillis(100)).stall(Duration.ofMillis(100));
        long start = System.nanoTime();

        byte[] body = get().body();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(body).isEqualTo(BYTES);
    }

    @Test
    void closeEndsStalls() {
        whenBlob().change((answer) -> {
            CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(this.registry::close);
            return answer.stalled(Duration.ofHours(1));
        });

        assertThatExceptionOfType(IOException.class).isThrownBy(this::get);
    }

    @Test
    void redirectPointsElsewhere() throws IOException {
        whenBlob().redirectTo("https://storage.example/blob?signature=1");

        HttpResponse<byte[]> response = get();

        assertThat(response.statusCode()).isEqualTo(307);
        assertThat(response.headers().firstValue("Location")).hasValue("https://storage.example/blob?signature=1");
    }

    @Test
    void headersAreReplacedRepeatedAndDropped() throws IOException {
        whenBlob().header("Docker-Content-Digest", "sha256:zz")
            .addHeader("Link", "<a>")
            .addHeader("Link", "<b>")
            .dropHeader("Etag");

        HttpResponse<byte[]> response = get();

        assertThat(response.headers().allValues("Docker-Content-Digest")).containsExactly("sha256:zz");
        assertThat(response.headers().allValues("Link")).containsExactly("<a>", "<b>");
        assertThat(response.headers().firstValue("Etag")).isEmpty();
    }

    @Test
    void anyAnswerCanBeMadeUp() throws IOException {
        this.registry.when("*", "/token")
            .answer((request) -> Answer.json(200, "{\"token\":\"%s\"}".formatted(request.parameter("scope"))));

        HttpResponse<byte[]> response = this.client.get(this.registry.uri("/token?scope=a%20b"));

        assertThat(Client.text(response)).isEqualTo("{\"token\":\"a b\"}");
    }

    @Test
    void faultWaitsUntilRequestIsLetIn() throws IOException {
        this.registry.requireBasic("alice", "secret");
        whenBlob().times(1).status(503);

        assertThat(get().statusCode()).isEqualTo(401);
        assertThat(get("Authorization", Client.basic("alice", "secret")).statusCode()).isEqualTo(503);
    }

    @Test
    void faultBeforeAuthenticationReplacesTheChallenge() throws IOException {
        this.registry.requireTokens("alice", "secret");
        this.registry.when("GET", "/v2/_catalog")
            .beforeAuthentication()
            .status(401)
            .header("WWW-Authenticate", "Basic realm=\"harbor\"");

        assertThat(this.client.get(this.registry.uri("/v2/_catalog")).headers().allValues("WWW-Authenticate"))
            .containsExactly("Basic realm=\"harbor\"");
        assertThat(get().headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer ");
    }

    @Test
    void brokenConnectionDoesNotHurtTheNext() throws IOException {
        whenBlob().times(1).dropContentLength();

        assertThat(get().body()).isEqualTo(BYTES);
        assertThat(get().body()).isEqualTo(BYTES);
        assertThat(this.registry.connections()).isEqualTo(2);
    }

    private Fault whenBlob() {
        return this.registry.when("GET", "/v2/app/blobs/.*");
    }

    private HttpResponse<byte[]> get(String... headers) throws IOException {
        return this.client.get(this.blobUri, headers);
    }

}
