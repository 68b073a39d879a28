package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.FakeRegistry;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ResponseTests {

    private static final Content HUGE = Content.zeros(1L << 40);

    private final FakeRegistry registry = new FakeRegistry();

    private final HttpTransport transport = new HttpTransport(
            new TransportProperties(1, Duration.ofSeconds(5), Duration.ofSeconds(5), 0, Duration.ofMillis(1),
                    Duration.ofSeconds(1), null, null, null, null),
            this.registry.uri(), "test", Clock.systemUTC(), (pause) -> {
            });

    @AfterEach
    void stop() throws IOException {
        this.transport.close();
        this.registry.close();
    }

    @Test
    void closingDoesNotWaitForTheEndOfTheBody() throws IOException {
        this.registry.when("GET", "/huge").times(1).answer((request) -> Answer.of(200).withBody(HUGE));
        this.registry.when("GET", "/huge").times(1).answer((request) -> Answer.of(200).withBody(HUGE).chunked());
        this.registry.when("GET", "/huge").times(1).answer((request) -> Answer.of(200).withBody(HUGE).untilClose());
        this.registry.when("GET", "/huge").answer((request) -> Answer.of(200).withBody("end"));

        for (int i = 0; i < 3; i++) {
            try (Response response = this.transport.open(request("/huge"))) {
                assertThat(response.body().readNBytes(10)).hasSize(10);
            }
        }

        byte[] next = this.transport.exchange(request("/huge"), (response) -> response.readBody(10));
        assertThat(next).isEqualTo("end".getBytes(StandardCharsets.UTF_8));
        assertThat(this.registry.connections()).isEqualTo(4);
    }

    @Test
    void closingBehindTheEndKeepsTheConnection() throws IOException {
        this.registry.when("GET", "/small").answer((request) -> Answer.of(200).withBody("end"));

        for (int i = 0; i < 3; i++) {
            try (Response response = this.transport.open(request("/small"))) {
                assertThat(response.body().readAllBytes()).hasSize(3);
            }
        }

        assertThat(this.registry.connections()).isOne();
    }

    @ParameterizedTest
    @CsvSource({ "0, 1", "65536, 1", "65537, 3" })
    void closingKeepsTheConnectionOfAShortBody(int length, int connections) {
        this.registry.when("GET", "/short").answer((request) -> Answer.of(404).withBody(Content.zeros(length)));

        for (int i = 0; i < 3; i++) {
            this.transport.exchange(request("/short"), Response::status);
        }

        assertThat(this.registry.connections()).isEqualTo(connections);
    }

    private Request request(String path) {
        URI uri = this.registry.uri(path);
        return Request.get(uri);
    }

}
