package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.RecordedRequest;
import dev.registryarchiver.fake.Relay;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HttpTransportTests {

    private static final String BLOB = "/v2/a/blobs/b";

    private final TestClock clock = new TestClock();

    private final FakeRegistry registry = new FakeRegistry();

    private final FakeRegistry storage = new FakeRegistry();

    private final HttpTransport transport = transport(this.registry.uri());

    @AfterEach
    void close() throws IOException {
        this.transport.close();
        this.registry.close();
        this.storage.close();
    }

    @Test
    @DisplayName("R1 R2 R11 credentials stay behind, the rest goes along")
    void dropsCredentialsWhenTheOriginChanges() {
        this.registry.when("GET", BLOB).redirectTo(this.storage.uri("/blob?sig=s1gned").toString());
        this.storage.when("GET", "/blob").answer((request) -> Answer.of(206).withBody("tail"));

        int status = this.transport.exchange(
                blob().withHeader("Range", "bytes=5-").withHeader("Accept", "a/b").withHeader("Cookie", "c=1"),
                Response::status);

        assertThat(status).isEqualTo(206);
        assertThat(this.storage.requests()).singleElement().satisfies((request) -> {
            assertThat(request.target()).isEqualTo("/blob?sig=s1gned");
            assertThat(request.isAuthorized()).isFalse();
            assertThat(request.headers("Cookie")).isEmpty();
            assertThat(request.header("Range")).isEqualTo("bytes=5-");
            assertThat(request.header("Accept")).isEqualTo("a/b");
        });
    }

    @Test
    void abortEndsEveryWait() throws Exception {
        this.registry.when("GET", "/silent").delay(Duration.ofSeconds(50));
        this.registry.when("GET", "/stalled")
            .answer((request) -> Answer.of(200).withBody("x".repeat(100_000)))
            .stall(Duration.ofSeconds(50));
        HttpTransport narrow = new HttpTransport(
                new TransportProperties(2, Duration.ofSeconds(5), Duration.ofMinutes(1), 3, Duration.ofMillis(500),
                        Duration.ofMinutes(1), null, null, null, null),
                this.registry.uri(), "test", this.clock, this.clock);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try (Response stalled = narrow.open(Request.get(this.registry.uri("/stalled")))) {
            Future<Integer> silent = threads
                .submit(() -> narrow.exchange(Request.get(this.registry.uri("/silent")), Response::status));
            Awaitility.await().until(() -> this.registry.count("/silent") > 0);
            Future<Integer> waiting = threads
                .submit(() -> narrow.exchange(Request.get(this.registry.uri("/other")), Response::status));
            Future<byte[]> body = threads.submit(() -> stalled.body().readAllBytes());

            narrow.abort();

            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> silent.get(40, TimeUnit.SECONDS))
                .withCauseInstanceOf(ExchangeAbandonedException.class);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(40, TimeUnit.SECONDS))
                .withCauseInstanceOf(ExchangeAbandonedException.class);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> body.get(40, TimeUnit.SECONDS))
                .withCauseInstanceOf(IOException.class);
            assertThatExceptionOfType(ExchangeAbandonedException.class)
                .isThrownBy(() -> narrow.exchange(Request.get(this.registry.uri("/late")), Response::status));
        }
        finally {
            threads.shutdown();
            narrow.close();
        }
    }

    @Test
    void repeatsNothingWhenItIsToFinish() {
        this.registry.when("GET", "/busy").status(503);
        this.transport.finish();

        assertThatExceptionOfType(ExchangeAbandonedException.class)
            .isThrownBy(() -> this.transport.exchange(Request.get(this.registry.uri("/busy")), Response::status));
        assertThat(this.registry.count("/busy")).isOne();
        assertThatExceptionOfType(ExchangeAbandonedException.class)
            .isThrownBy(() -> Sleeper.until(() -> true).sleep(Duration.ofHours(1)));
    }

    @Test
    @DisplayName("R3 credentials do not come back with the origin")
    void staysAnonymousWhenTheOriginChangesBack() {
        this.registry.when("GET", BLOB).redirectTo(this.storage.uri("/blob").toString());
        this.storage.when("GET", "/blob").redirectTo(this.registry.uri("/back").toString());
        this.registry.when("GET", "/back").answer((request) -> Answer.of(200));

        this.transport.exchange(blob(), Response::status);

        assertThat(this.registry.requests()).extracting(RecordedRequest::isAuthorized).containsExactly(true, false);
    }

    @Test
    @DisplayName("R4 a relative redirect stays at home with its credentials")
    void keepsCredentialsWithinTheOrigin() {
        this.registry.when("GET", BLOB).redirectTo("blob2?x=1");
        this.registry.when("GET", "/v2/a/blobs/blob2").answer((request) -> Answer.of(200));

        this.transport.exchange(blob(), Response::status);

        assertThat(this.registry.requests()).extracting(RecordedRequest::target)
            .containsExactly(BLOB, "/v2/a/blobs/blob2?x=1");
        assertThat(this.registry.requests()).allMatch(RecordedRequest::isAuthorized);
    }

    @Test
    @DisplayName("R8 five redirects")
    void followsFiveRedirects() {
        this.registry.when("GET", "/hop/[0-4]").answer(HttpTransportTests::nextHop);
        this.registry.when("GET", "/hop/5").answer((request) -> Answer.of(200));

        assertThat(this.transport.exchange(get("/hop/0"), Response::status)).isEqualTo(200);
    }

    @Test
    @DisplayName("R8 six redirects")
    void refusesSixRedirects() {
        this.registry.when("GET", "/hop/.*").answer(HttpTransportTests::nextHop);

        assertThatExceptionOfType(RedirectRefusedException.class)
            .isThrownBy(() -> this.transport.exchange(get("/hop/0"), Response::status))
            .withMessageContaining("more than 5 times");
        assertThat(this.registry.requests()).hasSize(6);
    }

    @Test
    @DisplayName("R8 a circle")
    void refusesCircle() {
        this.registry.when("GET", "/a").redirectTo("/b");
        this.registry.when("GET", "/b").redirectTo("/a");

        assertThatExceptionOfType(RedirectRefusedException.class)
            .isThrownBy(() -> this.transport.exchange(get("/a"), Response::status))
            .withMessageContaining("in a circle");
    }

    @ParameterizedTest(name = "R15 R17 {0}")
    @ValueSource(ints = { 301, 302, 303, 307, 308 })
    void keepsListsAtHome(int status) {
        this.registry.when("GET", "/v2/_catalog")
            .answer((request) -> Answer.redirect(this.storage.uri("/v2/_catalog?sig=s1gned").toString())
                .withStatus(status));
        Request request = get("/v2/_catalog").withRedirects(Request.Redirects.SAME_ORIGIN);

        assertThatExceptionOfType(RedirectRefusedException.class)
            .isThrownBy(() -> this.transport.exchange(request, Response::status))
            .withMessageContaining("to another server")
            .withMessageNotContaining("s1gned");
        assertThat(this.storage.requests()).isEmpty();
    }

    @Test
    void doesNotFollowPost() {
        this.registry.when("POST", "/token").redirectTo("/elsewhere");

        Request post = Request.post(this.registry.uri("/token"), Map.of("refresh_token", "r"));

        assertThat(this.transport.exchange(post, Response::status)).isEqualTo(307);
        assertThat(this.registry.requests()).hasSize(1);
    }

    @ParameterizedTest(name = "R20 {0}")
    @ValueSource(strings = { "http://h/a b", "http://h/a\\b", "", "ftp://h/x", "https:///x", "http://u:s3cret@h/x",
            "file:///etc/passwd", "http://[::1" })
    void refusesRedirectToNoAddress(String location) {
        this.registry.when("GET", BLOB).redirectTo(location);

        assertThatExceptionOfType(RedirectRefusedException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessage(
                    "The answer of %s redirects to something that is no http(s) address; the redirect was not followed.",
                    this.registry.uri(BLOB))
            .withNoCause();
    }

    @ParameterizedTest(name = "R6 {0}")
    @ValueSource(strings = { "http://169.254.169.254/", "http://[::ffff:169.254.169.254]/", "http://localhost:1/",
            "http://127.0.0.1:1/", "http://0.0.0.0:1/", "http://[::1]:1/", "http://100.100.100.200/" })
    void keepsAwayFromInternalAddressesForRemoteRegistry(String address) throws IOException {
        // Nothing answers at this address of the documentation range, and nothing is
        // asked.
        try (HttpTransport remote = transport(URI.create("http://192.0.2.1/"))) {
            assertThatExceptionOfType(UnreachableException.class)
                .isThrownBy(() -> remote.exchange(Request.get(URI.create(address)), Response::status))
                .withMessageContaining("is an address of this machine or of its internal services");
            assertThat(this.clock.pauses()).isEmpty();
        }
    }

    @ParameterizedTest(name = "R7 {0}")
    @ValueSource(strings = { "10.0.0.5", "192.168.1.2", "172.16.0.1", "fd12::1" })
    void letsPrivateAddressesThrough(String address) throws IOException {
        assertThat(new AddressPolicy("192.0.2.1", Proxies.of(Map.of())).resolve(address)).hasSize(1);
    }

    @ParameterizedTest(name = "R5 {0} to {1}")
    @CsvSource({ "https://reg.example/v2/, http://reg.example/v2/", "https://reg.example/v2/, http://a.example/" })
    void neverLeavesTls(URI from, String location) throws IOException {
        this.registry.when("GET", BLOB).redirectTo(location);
        RedirectPolicy.Chain chain = new RedirectPolicy().start(Request.get(from));
        try (Response response = this.transport.open(get(BLOB).withRedirects(Request.Redirects.NONE))) {

            assertThatExceptionOfType(RedirectRefusedException.class).isThrownBy(() -> chain.advance(response))
                .withMessageContaining("from https to http");
        }
    }

    @ParameterizedTest(name = "B14 Retry-After {0} is {1} ms")
    @CsvSource({ "2, 2000", "'Fri, 02 Jan 2026 03:04:08 GMT', 3000", "'Friday, 02-Jan-26 03:04:08 GMT', 3000",
            "'Fri Jan  2 03:04:08 2026', 3000", "60, 60000" })
    void waitsAsLongAsTheServerAsks(String value, long millis) {
        this.registry.when("GET", BLOB).times(1).answer((request) -> tooMany(value));

        this.transport.exchange(blob(), Response::status);

        assertThat(this.clock.pauses()).containsExactly(Duration.ofMillis(millis));
        assertThat(this.registry.requests()).hasSize(2);
    }

    @ParameterizedTest(name = "B14 B15 Retry-After {0}")
    @ValueSource(strings = { "Fri, 02 Jan 2026 03:04:00 GMT", "abc", "-1", "", "0" })
    void waitsAsUsualWhenTheServerNamesNoPause(String value) {
        this.registry.when("GET", BLOB).times(1).answer((request) -> tooMany(value));

        this.transport.exchange(blob(), Response::status);

        assertThat(this.clock.pauses()).singleElement()
            .satisfies((pause) -> assertThat(pause).isBetween(Duration.ofMillis(250), Duration.ofMillis(750)));
    }

    @ParameterizedTest(name = "B14 Retry-After {0}")
    @ValueSource(ints = { 61, 999999 })
    void doesNotWaitLongerThanAllowed(int seconds) {
        this.registry.when("GET", BLOB).answer((request) -> tooMany("" + seconds));

        assertThatExceptionOfType(ThrottledException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .matches((ex) -> ex.retryAfter().equals(Duration.ofSeconds(seconds)));
        assertThat(this.registry.requests()).hasSize(1);
        assertThat(this.clock.pauses()).isEmpty();
    }

    @ParameterizedTest(name = "B14 ratelimit-remaining {0}")
    @ValueSource(strings = { "0;w=21600", " 0 ; w=21600 " })
    void stopsWhenTheQuotaIsUsedUp(String quota) {
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(429).withHeader("ratelimit-remaining", quota));

        assertThatExceptionOfType(ThrottledException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessage("%s limits the rate of requests and asks to come back in 21600 s; run 'retry' then.",
                    this.registry.uri(BLOB))
            .matches((ex) -> ex.retryAfter().equals(Duration.ofHours(6)));
        assertThat(this.registry.requests()).hasSize(1);
        assertThat(this.clock.pauses()).isEmpty();
    }

    @ParameterizedTest(name = "B14 ratelimit-remaining {0}")
    @ValueSource(strings = { "10;w=21600", "0", "abc", "" })
    void repeatsWhenTheQuotaIsNotTheReason(String quota) {
        this.registry.when("GET", BLOB)
            .times(1)
            .answer((request) -> Answer.of(429).withHeader("ratelimit-remaining", quota));
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200));

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(200);
    }

    @Test
    void usesTheLastAnswerOfAQuota() {
        this.registry.when("GET", BLOB)
            .answer((request) -> Answer.of(200).withHeader("ratelimit-remaining", "0;w=21600"));

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(200);
        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(200);
    }

    @Test
    void sendsNoMoreRequestsAndReadsNoMoreBytesThanAllowed() throws IOException {
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200).withBody("x".repeat(3072)));
        TransportProperties properties = new TransportProperties(4, Duration.ofSeconds(5), Duration.ofSeconds(10), 3,
                Duration.ofMillis(500), Duration.ofMinutes(1), 2, DataSize.ofKilobytes(1), null, null);
        try (HttpTransport slow = new HttpTransport(properties, this.registry.uri(), "test", this.clock, this.clock)) {
            slow.exchange(get("/v2/"), Response::status);
            slow.exchange(get("/v2/"), Response::status);
            slow.exchange(get("/v2/"), Response::status);
            assertThat(this.clock.pauses()).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500));
            Instant begin = this.clock.instant();

            slow.exchange(blob(), (response) -> response.readBody(4096));

            assertThat(Duration.between(begin, this.clock.instant())).isBetween(Duration.ofMillis(2900),
                    Duration.ofMillis(3500));
        }
    }

    @Test
    void reachesAddressesOfIpv6() throws IOException {
        try (Relay relay = Relay.at("::1", this.registry.port())) {
            URI home = URI.create("http://[::1]:%d/v2/".formatted(relay.port()));
            try (HttpTransport ipv6 = transport(home)) {
                assertThat(ipv6.exchange(Request.get(home), Response::status)).isEqualTo(200);
            }
        }
    }

    @Test
    @DisplayName("B15 429 again and again")
    void givesUpOnServerThatIsAlwaysBusy() {
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(429).withBody("<html>slow down</html>"));

        assertThatExceptionOfType(ThrottledException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessageMatching("%s limits the rate of requests and has let none through for \\d+ s \\(429\\)\\. "
                .formatted(this.registry.uri(BLOB))
                    + "Run 'retry' later, or ask for less at a time with transport.requests-per-second\\.")
            .matches((ex) -> ex.retryAfter().isZero());
        assertThat(this.clock.pauses()).allSatisfy((pause) -> assertThat(pause).isLessThan(Duration.ofSeconds(91)));
        assertThat(waited()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5));
        assertThat(this.registry.requests()).hasSizeLessThan(15);
    }

    @Test
    @DisplayName("B14 429 more often than failures are repeated")
    void comesBackAsOftenAsAServerAsks() {
        this.registry.when("GET", BLOB).times(20).answer((request) -> tooMany("1"));
        this.registry.when("GET", BLOB).times(3).status(503);
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200));

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(200);

        assertThat(this.registry.requests()).hasSize(24);
    }

    @Test
    @DisplayName("B14 429 with a short pause for ever")
    void givesUpOnServerThatAsksToComeBackForEver() {
        this.registry.when("GET", BLOB).answer((request) -> tooMany("30"));

        assertThatExceptionOfType(ThrottledException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessageContaining("has let none through for 180 s");
        assertThat(waited()).isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void isPatientAsLongAsOthersAreServed() throws IOException {
        this.registry.when("GET", BLOB).times(50).answer((request) -> tooMany("30"));
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200));
        try (NestedExchange others = new NestedExchange(this.registry.uri("/v2/"))) {
            assertThat(others.transport.exchange(blob(), Response::status)).isEqualTo(200);
        }

        assertThat(this.registry.requests("GET", BLOB)).hasSize(51);
    }

    @Test
    void busyStorageIsNoReasonToLeaveTheRegistryAlone() throws IOException {
        this.registry.when("GET", BLOB).redirectTo(this.storage.uri("/blob").toString());
        this.storage.when("GET", "/blob").times(1).answer((request) -> tooMany("30"));
        this.storage.when("GET", "/blob").answer((request) -> Answer.of(200));
        try (NestedExchange others = new NestedExchange(this.registry.uri("/v2/"))) {
            assertThat(others.transport.exchange(blob(), Response::status)).isEqualTo(200);
        }

        assertThat(this.registry.requests("GET", "/v2/")).hasSize(1);
        assertThat(this.storage.requests()).hasSize(2);
        assertThat(this.clock.pauses()).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void namesTheServerThatIsNotReached() {
        this.registry.when("GET", BLOB).redirectTo(this.storage.uri("/blob?sig=s1gned").toString());
        this.storage.close();

        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessageStartingWith("Cannot reach %s?sig=REDACTED: ", this.storage.uri("/blob"));
    }

    @ParameterizedTest(name = "B16 {0}")
    @ValueSource(ints = { 408, 425, 429, 499, 500, 502, 503, 504, 522 })
    void repeatsThreeTimes(int status) {
        this.registry.when("GET", BLOB).times(3).status(status);
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200));

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(200);

        assertThat(this.clock.pauses()).hasSize(3);
    }

    @Test
    @DisplayName("B16 503 once more than it is repeated")
    void handsOverFailureThatStays() {
        this.registry.when("GET", BLOB).times(4).status(503);

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(503);
        assertThat(this.registry.requests()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 401, 403, 404, 410, 416, 501 })
    void doesNotRepeatWhatIsNoFailureOfTheServer(int status) {
        this.registry.when("GET", BLOB).status(status);

        assertThat(this.transport.exchange(blob(), Response::status)).isEqualTo(status);
        assertThat(this.registry.requests()).hasSize(1);
    }

    @Test
    void repeatsExchangeWhoseBodyBreaks() {
        this.registry.when("GET", BLOB).times(1).answer((request) -> Answer.of(200).withBody("content").cutAfter(3));
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200).withBody("content"));

        byte[] body = this.transport.exchange(blob(), (response) -> response.readBody(100));

        assertThat(body).asString(StandardCharsets.UTF_8).isEqualTo("content");
        assertThat(this.registry.requests()).hasSize(2);
    }

    @Test
    void failsWhenNobodyAnswers() {
        this.registry.when("GET", BLOB).hangUp();

        assertThatExceptionOfType(UnreachableException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), Response::status))
            .withMessageStartingWith("Cannot reach " + this.registry.uri(BLOB));
        assertThat(this.registry.requests()).hasSize(4);
    }

    @Test
    void readsBodyUpToItsLimitAndNoFurther() {
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200).withBody("content"));

        byte[] body = this.transport.exchange(blob(), (response) -> response.readBody(7));

        assertThat(body).hasSize(7);
        assertThatExceptionOfType(ResponseTooLargeException.class)
            .isThrownBy(() -> this.transport.exchange(blob(), (response) -> response.readBody(6)));
    }

    @Test
    void letsMoreThreadsThanConnectionsWait() throws InterruptedException, ExecutionException {
        this.registry.when("GET", BLOB).answer((request) -> Answer.of(200).delayed(Duration.ofMillis(50)));
        ExecutorService threads = Executors.newFixedThreadPool(20);

        List<Future<Integer>> answers = IntStream.range(0, 20)
            .mapToObj((index) -> threads.submit(() -> this.transport.exchange(blob(), Response::status)))
            .toList();

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        threads.shutdown();
        assertThat(this.registry.peakConcurrency()).isLessThanOrEqualTo(4);
        assertThat(this.registry.requests()).hasSize(20);
    }

    private Duration waited() {
        return this.clock.pauses().stream().reduce(Duration.ZERO, Duration::plus);
    }

    private Request blob() {
        return get(BLOB).withHeader("Authorization", "Bearer t");
    }

    private Request get(String target) {
        return Request.get(this.registry.uri(target));
    }

    private HttpTransport transport(URI home) {
        return new HttpTransport(new TransportProperties(4, Duration.ofSeconds(5), Duration.ofSeconds(10), 3,
                Duration.ofMillis(500), Duration.ofMinutes(1), null, null, null, null), home, "test", this.clock,
                this.clock);
    }

    private static Answer tooMany(String retryAfter) {
        return Answer.of(429).withHeader("Retry-After", retryAfter);
    }

    private static Answer nextHop(RecordedRequest request) {
        int hop = Integer.parseInt(request.path().substring("/hop/".length()));
        return Answer.redirect("/hop/" + (hop + 1));
    }

    /** A transport that asks for something else whenever it has to wait. */
    private final class NestedExchange implements AutoCloseable {

        private final HttpTransport transport;

        private boolean waiting;

        private NestedExchange(URI uri) {
            this.transport = new HttpTransport(
                    new TransportProperties(4, Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(500),
                            Duration.ofMinutes(1), null, null, null, null),
                    HttpTransportTests.this.registry.uri(), "test", HttpTransportTests.this.clock,
                    (pause) -> pauseAndExchange(pause, uri));
        }

        @Override
        public void close() throws IOException {
            this.transport.close();
        }

        private void pauseAndExchange(Duration pause, URI uri) {
            if (!this.waiting && pause.compareTo(Duration.ofSeconds(1)) > 0) {
                this.waiting = true;
                this.transport.exchange(Request.get(uri), Response::status);
                this.waiting = false;
            }
            HttpTransportTests.this.clock.sleep(pause);
        }

    }

}
