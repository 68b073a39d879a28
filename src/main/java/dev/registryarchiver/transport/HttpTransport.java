package dev.registryarchiver.transport;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over a shared pool of HTTP/1.1 connections. Redirects are followed here
 * and not by the HTTP library, because credentials must not follow them; failures worth
 * repeating are repeated here, so that everyone above sees either an answer or a
 * {@link TransportException}. Safe for use by many threads.
 */
public final class HttpTransport implements AutoCloseable {

    // The largest catalog in one body takes half as long over a slow line.
    private static final Duration LONGEST_DOCUMENT = Duration.ofMinutes(10);

    private static final Duration UNLIMITED = Duration.ofMillis(Long.MAX_VALUE);

    private final Watchdog watchdog = new Watchdog();

    private final CloseableHttpClient client;

    private final RedirectPolicy redirectPolicy = new RedirectPolicy();

    private final TransportProperties properties;

    private final Clock clock;

    private final Sleeper sleeper;

    private final Gates gates;

    private final Pace requests;

    private final Pace bytes;

    private final Proxies proxies;

    private final AddressPolicy addressPolicy;

    private final ExchangeListener listener;

    private final Set<HttpUriRequestBase> underWay = ConcurrentHashMap.newKeySet();

    private volatile boolean finishing;

    private volatile boolean aborted;

    /**
     * Without proxies, trusting whom the JDK trusts.
     * @param properties limits and timeouts
     * @param home address of the registry; its host is reached whatever its address is
     * @param userAgent product and version
     * @param clock tells how far away a date in {@code Retry-After} is
     * @param sleeper waits between repetitions
     */
    public HttpTransport(TransportProperties properties, URI home, String userAgent, Clock clock, Sleeper sleeper) {
        this(properties, home, userAgent, Network.direct(), clock, sleeper);
    }

    /**
     * @param properties limits and timeouts
     * @param home address of the registry; its host is reached whatever its address is
     * @param userAgent product and version
     * @param network certificates and proxies
     * @param clock tells how far away a date in {@code Retry-After} is
     * @param sleeper waits between repetitions
     */
    public HttpTransport(TransportProperties properties, URI home, String userAgent, Network network, Clock clock,
            Sleeper sleeper) {
        this(properties, home, userAgent, network, clock, sleeper, ExchangeListener.NONE);
    }

    /**
     * Lets somebody look on.
     * @param properties limits and timeouts
     * @param home address of the registry; its host is reached whatever its address is
     * @param userAgent product and version
     * @param network certificates and proxies
     * @param clock tells how far away a date in {@code Retry-After} is
     * @param sleeper waits between repetitions
     * @param listener gets to know every exchange
     */
    public HttpTransport(TransportProperties properties, URI home, String userAgent, Network network, Clock clock,
            Sleeper sleeper, ExchangeListener listener) {
        this.listener = listener;
        this.properties = properties;
        this.clock = clock;
        this.sleeper = sleeper;
        this.gates = new Gates(clock, sleeper);
        this.requests = pace(properties.requestsPerSecond(), clock, sleeper);
        this.bytes = pace((properties.bandwidth() != null) ? properties.bandwidth().toBytes() : null, clock, sleeper);
        this.proxies = network.proxies();
        this.addressPolicy = new AddressPolicy(home.getHost(), this.proxies);
        this.client = HttpClientFactory.create(properties, userAgent, network, this.addressPolicy, this.watchdog);
    }

    /**
     * Sends a request and reads the answer, repeating both while that makes sense.
     * @return what {@code reader} made of the answer, whatever its status
     * @throws TransportException if no answer was to be had
     */
    public <T> T exchange(Request request, ResponseReader<T> reader) {
        return repeat(request, LONGEST_DOCUMENT, (response) -> {
            try (response) {
                return reader.read(response);
            }
        });
    }

    /**
     * Sends a request and leaves reading the body to the caller, who closes the response
     * and deals with a connection that breaks meanwhile.
     * @throws TransportException if no answer was to be had
     */
    public Response open(Request request) {
        return repeat(request, UNLIMITED, (response) -> response);
    }

    /** The proxy that requests to an address go through, without its login. */
    public Optional<String> proxyTo(URI uri) {
        return this.proxies.of(uri).map(Proxy::toString);
    }

    /** From now on nothing is repeated any more. */
    public void finish() {
        this.finishing = true;
    }

    /**
     * Breaks every connection that is in use, and begins nothing any more. Whoever waits
     * for a server, for a free connection or in the middle of a body gets an exception.
     */
    public void abort() {
        finish();
        this.aborted = true;
        this.underWay.forEach(HttpUriRequestBase::cancel);
    }

    @Override
    public void close() throws IOException {
        this.client.close();
        this.watchdog.close();
    }

    private <T> T repeat(Request request, Duration most, ResponseReader<T> reader) {
        Repetition repetition = new Repetition(request, this.properties, this.clock, this.sleeper, this.gates);
        while (true) {
            RedirectPolicy.Chain chain = this.redirectPolicy.start(request);
            try {
                Response response = follow(chain, most);
                if (this.finishing && Repetition.isThinkable(response)) {
                    response.close();
                    throw new ExchangeAbandonedException();
                }
                if (!repetition.isDueAfter(response)) {
                    return reader.read(response);
                }
            }
            catch (IOException ex) {
                if (this.finishing) {
                    throw new ExchangeAbandonedException();
                }
                URI uri = chain.request().uri();
                repetition.awaitAfter(ex, uri, this.proxies.of(uri));
            }
        }
    }

    private Response follow(RedirectPolicy.Chain chain, Duration most) throws IOException {
        while (true) {
            Response response = send(chain.request(), most);
            if (!chain.isRedirect(response)) {
                return response;
            }
            this.gates.of(response.uri()).passed();
            try (response) {
                chain.advance(response);
            }
        }
    }

    private Response send(Request request, Duration most) throws IOException {
        Optional<Proxy> proxy = this.proxies.of(request.uri());
        this.addressPolicy.checkTarget(request.uri().getHost(), proxy.isPresent());
        this.gates.of(request.uri()).await();
        this.requests.await(1);
        HttpUriRequestBase sent = toClassic(request);
        ProxyExchange exchange = new ProxyExchange(proxy);
        if (request.method().hasBody()) {
            SentBody body = new SentBody(request.body(), request.headers().get("Content-Type"), this.bytes);
            body.joins(exchange.context());
            sent.setEntity(body);
        }
        long begun = System.nanoTime();
        try {
            ClassicHttpResponse head = execute(sent, exchange);
            Watch watch = new Watch(this.watchdog, this.clock, this.properties.readTimeout(), most, sent::cancel);
            Response response = new Response(head, request.uri(), watch, () -> this.underWay.remove(sent), this.bytes);
            observe(() -> Exchange.answered(request, response, since(begun)));
            exchange.check(response);
            return response;
        }
        catch (IOException ex) {
            observe(() -> Exchange.failed(request, ex, since(begun)));
            throw ex;
        }
    }

    // What nobody wants to know is not put into words, for every single request.
    private void observe(Supplier<Exchange> exchange) {
        if (this.listener != ExchangeListener.NONE) {
            this.listener.observed(exchange.get());
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private ClassicHttpResponse execute(HttpUriRequestBase sent, ProxyExchange exchange) throws IOException {
        this.underWay.add(sent);
        try {
            if (this.aborted) {
                throw new ExchangeAbandonedException();
            }
            return this.client.executeOpen(null, sent, exchange.context());
        }
        catch (IOException | RuntimeException ex) {
            this.underWay.remove(sent);
            // The client has many words for a request that was cancelled, an
            // IllegalStateException among them.
            if (this.aborted) {
                throw new ExchangeAbandonedException();
            }
            throw ex;
        }
    }

    private static HttpUriRequestBase toClassic(Request request) {
        HttpUriRequestBase classic = new HttpUriRequestBase(request.method().name(), request.uri());
        request.headers().forEach(classic::setHeader);
        // A proxy that compresses on the way would change the bytes that are to be
        // verified.
        classic.setHeader("Accept-Encoding", "identity");
        return classic;
    }

    private static Pace pace(@Nullable Number perSecond, Clock clock, Sleeper sleeper) {
        return new Pace((perSecond != null) ? perSecond.doubleValue() : Double.POSITIVE_INFINITY, clock, sleeper);
    }

}
