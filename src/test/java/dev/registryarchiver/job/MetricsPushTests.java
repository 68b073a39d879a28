package dev.registryarchiver.job;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

import dev.registryarchiver.auth.CredentialsProperties;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeMetricsReceiver;
import dev.registryarchiver.transport.TransportProperties;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said when a receiver of metrics does not do as it should. */
class MetricsPushTests {

    private static final Duration SILENCE = Duration.ofSeconds(100);

    private final FakeMetricsReceiver receiver = new FakeMetricsReceiver();

    private final RegistryAccess access = new RegistryAccess(bind("transport", TransportProperties.class, Map.of()),
            bind("credentials", CredentialsProperties.class, Map.of()), DefaultSslBundleRegistry::new, new CurrentRun(),
            Clock.systemUTC());

    @AfterEach
    void stop() {
        this.receiver.close();
    }

    @Test
    void sendsNothingWhenThereIsNothingAndComplainsOfNothing() {
        assertThat(push(Duration.ofSeconds(30))).isEmpty();

        assertThat(this.receiver.requests()).singleElement()
            .satisfies((request) -> assertThat(request.header("User-Agent")).startsWith("registry-archiver/"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void tellsWhatCameBackAndWhatToDo(Answer answer, String reason) {
        this.receiver.answerWith(answer);

        assertThat(push(Duration.ofSeconds(30))).get()
            .asString()
            .startsWith("The metrics of this run did not get to %s/metrics/job/registry-archiver: "
                .formatted(this.receiver.uri()))
            .contains(reason)
            .endsWith(". The run itself is not affected.");
    }

    static Stream<Arguments> refusals() {
        String check = ". Check metrics.pushgateway.url, and what is between";
        return Stream.of(
                Arguments.of(Answer.of(500).withBody("disk\u001b full"), "it answered 500 (disk? full)" + check),
                Arguments.of(Answer.of(400).withBody("parsing error in line 1\nmore"),
                        "it answered 400 (parsing error in line 1)" + check),
                Arguments.of(Answer.of(401), "it answered 401. Check metrics.pushgateway.username and"),
                Arguments.of(page(404), "it answered 404" + check), Arguments.of(page(200), "a page of HTML came back"),
                Arguments.of(Answer.redirect("/login").withStatus(302), "it answered 302" + check),
                Arguments.of(Answer.of(429).withHeader("Retry-After", "50"), "asks to come back in 50 s"),
                Arguments.of(Answer.of(200).hangUp(), "the connection broke (NoHttpResponseException)" + check));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void waitsForNobodyLongerThanAgreed(Answer answer) {
        this.receiver.answerWith(answer);

        assertThat(push(Duration.ofMillis(500))).get().asString().contains("no answer came in time. Check");
    }

    static Stream<Answer> silences() {
        return Stream.of(Answer.of(200).delayed(SILENCE),
                Answer.of(200).withBody("0".repeat(10_000)).dripping(Duration.ofMillis(100)));
    }

    @Test
    void namesThePropertyThatIsWrongWhenTheReceiverDoesNotSpeakTls() throws IOException {
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> greetInPlainText(plain));
            server.setDaemon(true);
            server.start();
            MetricsProperties properties = bind("metrics", MetricsProperties.class,
                    Map.of("metrics.otlp.url", "https://127.0.0.1:" + plain.getLocalPort()));

            assertThat(push(MetricsReceiver.otlp(properties, Map.of()), Duration.ofSeconds(30))).get()
                .asString()
                .contains(
                        "does not speak TLS on this port. Spell out http:// in metrics.otlp.url if plain HTTP is meant.");
        }
    }

    @Test
    void tellsThatOtlpRefusesValuesAlthoughItAnswersWell() {
        ExportMetricsPartialSuccess part = ExportMetricsPartialSuccess.newBuilder()
            .setRejectedDataPoints(7)
            .setErrorMessage("too old")
            .build();
        this.receiver.answerWith(Answer.of(200)
            .withBody(ExportMetricsServiceResponse.newBuilder().setPartialSuccess(part).build().toByteArray()));
        MetricsProperties properties = bind("metrics", MetricsProperties.class,
                Map.of("metrics.otlp.url", this.receiver.uri() + "/otlp/v1/metrics"));

        assertThat(push(MetricsReceiver.otlp(properties, Map.of()), Duration.ofSeconds(30))).get()
            .asString()
            .contains(this.receiver.uri() + "/otlp/v1/metrics: it refuses 7 of the values (too old). Check");
    }

    @Test
    void hostThatDoesNotExistIsToldAsSuch() {
        MetricsProperties properties = bind("metrics", MetricsProperties.class,
                Map.of("metrics.pushgateway.url", "http://gateway.invalid"));

        assertThat(push(MetricsReceiver.pushgateway(properties, Map.of()), Duration.ofSeconds(60))).get()
            .asString()
            .contains("the host name is unknown. Check metrics.pushgateway.url");
    }

    private static void greetInPlainText(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                connection.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            catch (IOException ex) {
                // The client hangs up, or the test is over.
            }
        }
    }

    private Optional<String> push(Duration longestWait) {
        MetricsProperties properties = bind("metrics", MetricsProperties.class,
                Map.of("metrics.pushgateway.url", this.receiver.uri().toString()));
        return push(MetricsReceiver.pushgateway(properties, Map.of()), longestWait);
    }

    private Optional<String> push(MetricsReceiver to, Duration longestWait) {
        return MetricsPush.begin(to, this.access, longestWait).complaint();
    }

    private static Answer page(int status) {
        return Answer.of(status).withHeader("Content-Type", "text/html").withBody("<html>Log in</html>");
    }

    private static <T> T bind(String prefix, Class<T> type, Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate(prefix, type);
    }

}
