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
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Servers that are never silent and never come to an end. They speak through a raw
 * socket, a byte at a time.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowServerTests {

    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration LATE = Duration.ofHours(1);

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final CountDownLatch abandoned = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = { "", OK + "X-Name: ", OK + "Content-Length: 1000000000\r\n\r\n",
            OK + "Transfer-Encoding: chunked\r\n\r\n5;x=", OK + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
            OK + "Connection: close\r\n\r\n" })
    void doesNotHoldUpADocument(String beginning) throws IOException, InterruptedException {
        try (ServerSocket server = server(beginning); HttpTransport transport = transport(server, SOON)) {
            assertThatExceptionOfType(UnreachableException.class)
                .isThrownBy(() -> transport.exchange(request(server), (response) -> response.readBody(1 << 20)))
                .withMessageContaining("no answer came in time");
            this.abandoned.await();
        }
    }

    @Test
    @DisplayName("B13 a body that is never quite silent")
    void breaksABlob() throws IOException, InterruptedException {
        try (ServerSocket server = server(OK + "Content-Length: 1000000000\r\n\r\n");
                HttpTransport transport = transport(server, SOON);
                Response response = transport.open(request(server));
                InputStream body = response.body()) {
            assertThatIOException().isThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()));
            this.abandoned.await();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 307, 404, 503 })
    void closingDoesNotReadOn(int status) throws IOException, InterruptedException {
        try (ServerSocket server = server("HTTP/1.1 %d X\r\nContent-Length: 60000\r\n\r\n".formatted(status));
                HttpTransport transport = transport(server, LATE)) {
            Request request = request(server).withRedirects(Request.Redirects.NONE);

            assertThat(transport.exchange(request, Response::status)).isEqualTo(status);
            this.abandoned.await();
        }
    }

    @Test
    void wordsOfAnErrorAreNotWaitedForForEver() throws IOException, InterruptedException {
        try (ServerSocket server = server("HTTP/1.1 404 X\r\nContent-Length: 60000\r\n\r\n");
                HttpTransport transport = transport(server, SOON)) {
            byte[] words = transport.exchange(request(server), (response) -> response.readBodyLeniently(60_000));

            assertThat(words).isEmpty();
            this.abandoned.await();
        }
    }

    private ServerSocket server(String beginning) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            try (Socket socket = server.accept()) {
                drip(socket, beginning);
            }
            catch (IOException ex) {
                this.abandoned.countDown();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static void drip(Socket socket, String beginning) throws IOException {
        assertThat(socket.getInputStream().read()).isPositive();
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
        while (true) {
            socket.getOutputStream().write('a');
            socket.getOutputStream().flush();
            Sleeper.real().sleep(Duration.ofMillis(50));
        }
    }

    private static Request request(ServerSocket server) {
        return Request.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"));
    }

    private static HttpTransport transport(ServerSocket server, Duration readTimeout) {
        return new HttpTransport(
                new TransportProperties(1, Duration.ofSeconds(5), readTimeout, 0, Duration.ofMillis(1),
                        Duration.ofSeconds(1), null, null, null, null),
                request(server).uri(), "test", Clock.systemUTC(), Sleeper.real());
    }

}
