package dev.registryarchiver.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.transport.Request.Method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Requests that carry something. */
class RequestBodyTests {

    private static final String PATH = "/v2/a/blobs/uploads/x";

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeRegistry storage = new FakeRegistry();

    private final HttpTransport transport = transport(this.registry.uri(), Duration.ofSeconds(10));

    @AfterEach
    void close() throws IOException {
        this.transport.close();
        this.registry.close();
        this.storage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "POST", "PUT", "PATCH" })
    void bodyArrivesWithItsLengthAndType(String method) {
        this.registry.when(method, PATH).answer((request) -> Answer.of(202));

        int status = this.transport.exchange(
                request(Method.valueOf(method), "some bytes").withHeader("Content-Type", "a/b"), Response::status);

        assertThat(status).isEqualTo(202);
        assertThat(this.registry.requests()).singleElement().satisfies((request) -> {
            assertThat(request.text()).isEqualTo("some bytes");
            assertThat(request.header("Content-Length")).isEqualTo("10");
            assertThat(request.header("Content-Type")).isEqualTo("a/b");
        });
    }

    @Test
    void emptyBodyHasALengthToo() {
        this.registry.when("POST", PATH).answer((request) -> Answer.of(202));

        this.transport.exchange(Request.of(Method.POST, uri(), RequestBody.NONE), Response::status);

        assertThat(this.registry.requests().get(0).header("Content-Length")).isEqualTo("0");
    }

    @Test
    void redirectThatKeepsTheMethodTakesTheBodyAlongAndLeavesCredentialsBehind() {
        this.registry.when("PUT", PATH).redirectTo(this.storage.uri("/bucket").toString());
        this.storage.when("PUT", "/bucket").answer((request) -> Answer.of(201));

        int status = this.transport.exchange(
                request(Method.PUT, "some bytes").withHeader("Authorization", "Basic c2VjcmV0"), Response::status);

        assertThat(status).isEqualTo(201);
        assertThat(this.storage.requests()).singleElement().satisfies((request) -> {
            assertThat(request.text()).isEqualTo("some bytes");
            assertThat(request.isAuthorized()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 303 })
    void redirectThatMayChangeTheMethodIsNotFollowed(int code) {
        this.registry.when("PUT", PATH)
            .answer((request) -> Answer.of(code).withHeader("Location", this.storage.uri("/bucket").toString()));

        assertThat(this.transport.<Integer>exchange(request(Method.PUT, "some bytes"), Response::status))
            .isEqualTo(code);
        assertThat(this.storage.requests()).isEmpty();
    }

    @Test
    void whatIsSentOnceIsNotRepeatedUnlessItIsPutOff() {
        this.registry.when("PATCH", PATH).times(1).answer((request) -> Answer.of(429).withHeader("Retry-After", "0"));
        this.registry.when("PATCH", PATH).times(1).status(503);
        this.registry.when("PATCH", PATH).hangUp();
        Request request = request(Method.PATCH, "some bytes").once();

        assertThat(this.transport.<Integer>exchange(request, Response::status)).isEqualTo(503);
        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> this.transport.exchange(request, Response::status));

        assertThat(this.registry.requests()).hasSize(3).allSatisfy((sent) -> assertThat(sent.text()).isNotEmpty());
    }

    @Test
    void otherRequestsAreRepeatedWithTheirBody() {
        this.registry.when("PUT", PATH).times(1).hangUp();
        this.registry.when("PUT", PATH).times(1).status(502);
        this.registry.when("PUT", PATH).answer((request) -> Answer.of(201));

        assertThat(this.transport.<Integer>exchange(request(Method.PUT, "some bytes"), Response::status))
            .isEqualTo(201);
        assertThat(this.registry.requests()).hasSize(3)
            .allSatisfy((sent) -> assertThat(sent.text()).isEqualTo("some bytes"));
    }

    @Test
    void contentThatCannotBeReadIsNoReasonToAskAgain() {
        RequestBody unreadable = new RequestBody() {

            @Override
            public long length() {
                return 10;
            }

            @Override
            public void writeTo(OutputStream output) {
                throw new IllegalStateException("the disk is broken");
            }

        };

        assertThatIllegalStateException()
            .isThrownBy(() -> this.transport.exchange(Request.of(Method.PUT, uri(), unreadable), Response::status))
            .withMessage("the disk is broken");
        assertThat(this.registry.requests()).isEmpty();
    }

    @Test
    void serverThatTakesNothingIsNotWaitedForForever() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpTransport impatient = transport(uri(deaf), Duration.ofMillis(300))) {
            Request request = Request.of(Method.PATCH, uri(deaf), zeros(200_000_000)).once();

            assertThatExceptionOfType(UnreachableException.class)
                .isThrownBy(() -> impatient.exchange(request, Response::status));
        }
    }

    @Test
    void serverThatTakesLongForAllButNeverLongForSomeIsWaitedFor() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpTransport patient = transport(uri(slow), Duration.ofSeconds(2))) {
            int length = 60 << 20;
            Thread server = new Thread(() -> takeSlowly(slow, length));
            server.start();

            int status = patient.exchange(Request.of(Method.PATCH, uri(slow), zeros(length)).once(), Response::status);

            assertThat(status).isEqualTo(202);
            server.join();
        }
    }

    // Longer for all of it than anybody waits for an answer.
    private static void takeSlowly(ServerSocket socket, int length) {
        try (Socket connection = socket.accept()) {
            InputStream input = connection.getInputStream();
            for (int pieces = 0; pieces < 60; pieces++) {
                input.readNBytes(length / 60);
                Thread.sleep(90);
            }
            connection.getOutputStream()
                .write("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            input.readNBytes(1);
        }
        catch (IOException | InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static RequestBody zeros(int length) {
        return new RequestBody() {

            @Override
            public long length() {
                return length;
            }

            @Override
            public void writeTo(OutputStream output) throws IOException {
                byte[] some = new byte[64 * 1024];
                for (int done = 0; done < length; done += some.length) {
                    output.write(some, 0, Math.min(some.length, length - done));
                }
            }

        };
    }

    private Request request(Method method, String text) {
        return Request.of(method, uri(), RequestBody.of(text));
    }

    private URI uri() {
        return this.registry.uri(PATH);
    }

    private static URI uri(ServerSocket socket) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + PATH);
    }

    private static HttpTransport transport(URI home, Duration readTimeout) {
        TransportProperties properties = new TransportProperties(4, Duration.ofSeconds(5), readTimeout, 2,
                Duration.ofMillis(1), Duration.ofSeconds(1), null, null, null, null);
        return new HttpTransport(properties, home, "registry-archiver/test", Clock.systemUTC(), (pause) -> {
        });
    }

}
