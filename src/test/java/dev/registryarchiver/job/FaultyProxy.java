package dev.registryarchiver.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.Content;
import dev.registryarchiver.fake.FakeRegistry;
import dev.registryarchiver.fake.FakeTokenService;
import dev.registryarchiver.fake.RecordedRequest;

/**
 * Stands before a registry, wants tokens, and does to some of the answers whatever
 * networks, proxies and busy servers do to them. Counts what it sent of each blob.
 */
final class FaultyProxy implements AutoCloseable {

    private static final List<String> PASSED_BACK = List.of("content-type", "docker-content-digest", "content-range",
            "accept-ranges", "link", "etag");

    private static final Duration STALL = Duration.ofSeconds(4);

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeRegistry front = new FakeRegistry();

    private final FakeTokenService tokens;

    private final URI registry;

    private final Random random;

    private final double rate;

    private final Set<String> watched;

    private final AtomicLong sent = new AtomicLong();

    private final AtomicInteger broken = new AtomicInteger();

    private final AtomicInteger underWay = new AtomicInteger();

    private final Map<Trouble, Integer> troubles = new EnumMap<>(Trouble.class);

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /** What may become of an answer. */
    enum Trouble {

        NONE, HANG_UP, CUT, CUT_CHUNKS, CORRUPT, STALL, TOO_MANY_REQUESTS, UNAVAILABLE, BAD_GATEWAY, NO_LENGTH,
        EXPIRED_REDIRECT, TOKEN_REVOKED, EXTRA_BYTES, HTML_PAGE, NO_RANGES;

        /** Whether a transfer that is under way breaks, with what it brought so far. */
        boolean breaksTransfer() {
            return switch (this) {
                case CUT, CUT_CHUNKS, STALL, EXTRA_BYTES -> true;
                default -> false;
            };
        }

    }

    /**
     * @param rate how many of the answers are troubled, from 0 to 1
     * @param watched digests of the blobs whose bytes are counted
     */
    FaultyProxy(URI registry, String username, String password, Random random, double rate, Set<String> watched) {
        this.registry = registry;
        this.random = random;
        this.rate = rate;
        this.watched = watched;
        this.tokens = this.front.requireTokens(username, password);
        this.front.when("*", "/v2/?.*").answer(this::answer);
        this.front.when("GET", "/expired").status(403);
    }

    URI uri() {
        return this.front.uri();
    }

    /** Bytes of watched blobs that were sent so far. */
    long sent() {
        return this.sent.get();
    }

    synchronized Map<Trouble, Integer> troubles() {
        return new EnumMap<>(this.troubles);
    }

    /** Transfers of watched blobs that were broken so far. */
    int broken() {
        return this.broken.get();
    }

    /** Transfers of watched blobs that are not finished. */
    int underWay() {
        return this.underWay.get();
    }

    /** Whether a watched blob was asked for since {@link #drainAsked()}. */
    boolean isAsked() {
        return !this.asked.isEmpty();
    }

    /** Repositories of which watched blobs were asked for since this was asked last. */
    Set<String> drainAsked() {
        Set<String> drained = Set.copyOf(this.asked);
        this.asked.removeAll(drained);
        this.front.clearRequests();
        return drained;
    }

    @Override
    public void close() {
        this.front.close();
    }

    private Answer answer(RecordedRequest request) {
        int blobs = request.path().indexOf("/blobs/");
        boolean layer = blobs > 0 && this.watched.contains(request.path().substring(blobs + "/blobs/".length()));
        if (layer) {
            this.asked.add(request.path().substring("/v2/".length(), blobs));
        }
        Trouble trouble = draw();
        Passed passed = forward(request, layer, trouble != Trouble.NO_RANGES);
        if (layer && trouble.breaksTransfer()) {
            this.broken.incrementAndGet();
        }
        return layer ? spoilLayer(passed, trouble) : spoil(passed.answer(), passed.body(), trouble);
    }

    private synchronized Trouble draw() {
        Trouble trouble = (this.random.nextDouble() < this.rate)
                ? Trouble.values()[this.random.nextInt(Trouble.values().length)] : Trouble.NONE;
        this.troubles.merge(trouble, 1, Integer::sum);
        return trouble;
    }

    private Answer spoilLayer(Passed passed, Trouble trouble) {
        Answer answer = passed.answer();
        return switch (trouble) {
            case CORRUPT -> (passed.body().length() > 0)
                    ? answer.withBody(passed.body().corruptedAt(within(passed.body()))) : answer;
            case STALL -> answer.stalled(STALL);
            case EXPIRED_REDIRECT -> Answer.redirect(this.front.uri("/expired").toString());
            case EXTRA_BYTES -> answer.withBody(passed.body().followedBy(Content.zeros(7)));
            default -> spoil(answer, passed.body(), trouble);
        };
    }

    private Answer spoil(Answer answer, Content body, Trouble trouble) {
        return switch (trouble) {
            case CUT -> answer.cutAfter(within(body));
            case HANG_UP -> answer.hangUp();
            case CUT_CHUNKS -> answer.chunked().cutAfter(within(body));
            case TOO_MANY_REQUESTS -> Answer.error(429, "TOOMANYREQUESTS", "slow down").withHeader("Retry-After", "1");
            case UNAVAILABLE -> Answer.error(503, "UNAVAILABLE", "busy");
            case BAD_GATEWAY -> Answer.of(502).withHeader("Content-Type", "text/html").withBody("<html>502</html>");
            case HTML_PAGE -> Answer.of(500).withHeader("Content-Type", "text/html").withBody("<html>Oops</html>");
            case NO_LENGTH -> answer.untilClose();
            case TOKEN_REVOKED -> {
                this.tokens.revokeAll();
                yield answer;
            }
            default -> answer;
        };
    }

    private synchronized long within(Content body) {
        return (long) (this.random.nextDouble() * body.length());
    }

    private Passed forward(RecordedRequest request, boolean layer, boolean ranges) {
        try {
            HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(this.registry + request.target()))
                .method(request.method(), HttpRequest.BodyPublishers.noBody());
            request.headers("Accept").forEach((value) -> builder.header("Accept", value));
            if (ranges) {
                request.headers("Range").forEach((value) -> builder.header("Range", value));
            }
            HttpResponse<byte[]> response = this.client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
            Content body = layer ? counted(Content.of(response.body())) : Content.of(response.body());
            Answer answer = Answer.of(response.statusCode()).withBody(body);
            for (String name : PASSED_BACK) {
                for (String value : response.headers().allValues(name)) {
                    answer = answer.withAddedHeader(name, value);
                }
            }
            long length = response.headers().firstValueAsLong("Content-Length").orElse(0);
            return new Passed(request.method().equals("HEAD") ? answer.withDeclaredLength(length) : answer, body);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        catch (InterruptedException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private Content counted(Content content) {
        return new Content() {

            @Override
            public long length() {
                return content.length();
            }

            @Override
            public InputStream open() {
                FaultyProxy.this.underWay.incrementAndGet();
                return new FilterInputStream(content.open()) {

                    private boolean closed;

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        int count = super.read(buffer, offset, length);
                        FaultyProxy.this.sent.addAndGet(Math.max(0, count));
                        return count;
                    }

                    @Override
                    public void close() throws IOException {
                        if (!this.closed) {
                            this.closed = true;
                            FaultyProxy.this.underWay.decrementAndGet();
                        }
                        super.close();
                    }

                };
            }

        };
    }

    private record Passed(Answer answer, Content body) {
    }

}
