package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A server that hangs up in the middle of the TLS handshake. */
class InterruptedHandshakeTests {

    @Test
    void isTriedAgainAndIsNoMatterOfTrust() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            hangUpOnEverybody(server, connections);
            URI home = URI.create("https://127.0.0.1:" + server.getLocalPort());
            TransportProperties properties = new TransportProperties(1, Duration.ofSeconds(5), Duration.ofSeconds(5), 2,
                    Duration.ofMillis(1), Duration.ofSeconds(1), null, null, null, null);
            try (HttpTransport transport = new HttpTransport(properties, home, "test", Clock.systemUTC(),
                    (duration) -> {
                    })) {
                assertThatExceptionOfType(UnreachableException.class)
                    .isThrownBy(() -> transport.exchange(Request.get(home), Response::status));
            }
        }
        assertThat(connections).hasValue(3);
    }

    private static void hangUpOnEverybody(ServerSocket server, AtomicInteger connections) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    try (Socket socket = server.accept()) {
                        connections.incrementAndGet();
                        assertThat(socket.getInputStream().read()).isPositive();
                    }
                }
            }
            catch (IOException ex) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

}
