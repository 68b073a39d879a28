package dev.registryarchiver.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLException;

import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Sends requests over a shared pool of HTTP/1.1 connections. Redirects are followed here
 * and not by the HTTP library, because credentials must not follow them; failures worth
 * repeating are repeated here, so that everyone above sees either an answer or a
 * {@link TransportException}. Safe for use by many threads.
 */
public final class HttpTransport implements AutoCloseable {

    private static final Logger logger = LoggerFactory.getLogger(HttpTransport.class);

    private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429, 499, 500, 502, 503, 504, 522);

    private static final int TOO_MANY_REQUESTS = 429;

    // Fewer system calls for blobs; measured to cost a quarter less CPU than the default
    // of 8 KiB.
    private static final int SESSION_BUFFER = 64 * 1024;

    private static final int MAX_HEADERS = 200;

    private static final int MAX_HEADER_LINE = 64 * 1024;

    private static final Timeout FOREVER = Timeout.ofDays(365);

    private final CloseableHttpClient client;

    private final RedirectPolicy redirectPolicy = new RedirectPolicy();

    private final TransportProperties properties;

    private final Clock clock;

    private final Sleeper sleeper;

    private final Gate gate;

    private final Pace requests;

    private final Pace bytes;

    private final Proxies proxies;

    private final AddressPolicy addressPolicy;

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
        this.properties = properties;
        this.clock = clock;
        this.sleeper = sleeper;
        this.gate = new Gate(clock, sleeper);
        this.requests = pace(properties.requestsPerSecond(), clock, sleeper);
        this.bytes = pace((properties.bandwidth() != null) ? properties.bandwidth().toBytes() : null, clock, sleeper);
        this.proxies = network.proxies();
        this.addressPolicy = new AddressPolicy(home.getHost(), this.proxies);
        this.client = client(properties, userAgent, network, this.addressPolicy);
    }

    /**
     * Sends a request and reads the answer, repeating both while that makes sense.
     * @return what {@code reader} made of the answer, whatever its status
     * @throws TransportException if no answer was to be had
     */
    public <T> T exchange(Request request, ResponseReader<T> reader) {
        return repeat(request, (response) -> {
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
        return repeat(request, (response) -> response);
    }

    @Override
    public void close() throws IOException {
        this.client.close();
    }

    private <T> T repeat(Request request, ResponseReader<T> reader) {
        BackOffExecution backOff = backOff().start();
        while (true) {
            this.gate.await();
            try {
                Response response = follow(request);
                if (!isWorthRepeating(response, request, backOff)) {
                    return reader.read(response);
                }
            }
            catch (IOException ex) {
                pauseOrFail(request, ex, backOff);
            }
        }
    }

    private boolean isWorthRepeating(Response response, Request request, BackOffExecution backOff) {
        if (!RETRYABLE.contains(response.status())) {
            return false;
        }
        Duration asked = RetryAfter.of(response, this.clock).orElse(Duration.ZERO);
        boolean throttled = response.status() == TOO_MANY_REQUESTS;
        if (asked.compareTo(this.properties.maxWait()) > 0) {
            return surrender(response, request, asked, throttled);
        }
        long pause = backOff.nextBackOff();
        if (pause == BackOffExecution.STOP) {
            return surrender(response, request, asked, throttled);
        }
        response.close();
        logger.debug("{} was answered with {}; repeating", request, response.status());
        Duration wait = asked.isZero() ? Duration.ofMillis(pause) : asked;
        if (throttled) {
            // Meant for everybody: were each to come back by itself, they would never be
            // fewer.
            this.gate.closeFor(wait);
        }
        else {
            this.sleeper.sleep(wait);
        }
        return true;
    }

    private boolean surrender(Response response, Request request, Duration asked, boolean throttled) {
        if (throttled) {
            response.close();
            throw new ThrottledException(request.uri(), asked);
        }
        return false;
    }

    private void pauseOrFail(Request request, IOException ex, BackOffExecution backOff) {
        if (ex instanceof SSLException && !isInterruption(ex)) {
            throw new UntrustedServerException(request.uri(), ex);
        }
        long pause = (ex instanceof UnknownHostException) ? BackOffExecution.STOP : backOff.nextBackOff();
        if (pause == BackOffExecution.STOP) {
            throw new UnreachableException(request.uri(), this.proxies.of(request.uri()), ex);
        }
        logger.debug("{} broke ({}); repeating", request, ex.toString());
        this.sleeper.sleep(Duration.ofMillis(pause));
    }

    // A server that goes away in the middle of a handshake, as one behind a load balancer
    // does, says nothing about trust.
    private static boolean isInterruption(IOException failure) {
        Throwable root = NestedExceptionUtils.getRootCause(failure);
        return root instanceof EOFException || root instanceof SocketException;
    }

    private Response follow(Request request) throws IOException {
        RedirectPolicy.Chain chain = this.redirectPolicy.start(request);
        while (true) {
            Response response = send(chain.request());
            if (!chain.isRedirect(response)) {
                return response;
            }
            try (response) {
                chain.advance(response);
            }
        }
    }

    private Response send(Request request) throws IOException {
        Optional<Proxy> proxy = this.proxies.of(request.uri());
        this.addressPolicy.checkTarget(request.uri().getHost(), proxy.isPresent());
        this.requests.await(1);
        HttpUriRequestBase sent = toClassic(request);
        ProxyExchange exchange = new ProxyExchange(proxy);
        Response response = new Response(this.client.executeOpen(null, sent, exchange.context()), request.uri(),
                sent::cancel, this.bytes);
        exchange.check(response);
        return response;
    }

    private static HttpUriRequestBase toClassic(Request request) {
        HttpUriRequestBase classic = new HttpUriRequestBase(request.method().name(), request.uri());
        request.headers().forEach(classic::setHeader);
        if (request.method() == Request.Method.POST) {
            classic.setEntity(new StringEntity(request.form(), ContentType.APPLICATION_FORM_URLENCODED));
        }
        // A proxy that compresses on the way would change the bytes that are to be
        // verified.
        classic.setHeader("Accept-Encoding", "identity");
        return classic;
    }

    private ExponentialBackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(this.properties.retryWait().toMillis(), 2);
        backOff.setJitter(this.properties.retryWait().toMillis() / 2);
        backOff.setMaxInterval(this.properties.maxWait().toMillis());
        backOff.setMaxAttempts(this.properties.retries());
        return backOff;
    }

    private static Pace pace(@Nullable Number perSecond, Clock clock, Sleeper sleeper) {
        return new Pace((perSecond != null) ? perSecond.doubleValue() : Double.POSITIVE_INFINITY, clock, sleeper);
    }

    private static CloseableHttpClient client(TransportProperties properties, String userAgent, Network network,
            AddressPolicy addressPolicy) {
        Http1Config http1 = Http1Config.custom()
            .setBufferSize(SESSION_BUFFER)
            .setMaxHeaderCount(MAX_HEADERS)
            .setMaxLineLength(MAX_HEADER_LINE)
            .build();
        Timeout silence = Timeout.of(properties.readTimeout());
        ConnectionConfig connection = ConnectionConfig.custom()
            .setConnectTimeout(Timeout.of(properties.connectTimeout()))
            .setSocketTimeout(silence)
            .setValidateAfterInactivity(TimeValue.ofSeconds(2))
            .build();
        return HttpClients.custom()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder().http1Config(http1).build())
                .setDnsResolver(addressPolicy)
                .setTlsSocketStrategy(network.tls())
                .setDefaultConnectionConfig(connection)
                .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(silence).setTcpNoDelay(true).build())
                .setMaxConnPerRoute(properties.connections())
                .setMaxConnTotal(properties.connections() * 2)
                .build())
            .setDefaultRequestConfig(RequestConfig.custom()
                .setResponseTimeout(silence)
                // Waiting for a free connection is no fault of the server. DISABLED would
                // mean not to wait at all.
                .setConnectionRequestTimeout(FOREVER)
                // Challenges are answered by the package auth; the library would log what
                // it cannot parse.
                .setAuthenticationEnabled(false)
                .build())
            .setRoutePlanner(ProxyExchange.routePlanner())
            .addExecInterceptorAfter(ChainElement.CONNECT.name(), "passed", ProxyExchange::passed)
            .setUserAgent(userAgent)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableAuthCaching()
            .disableCookieManagement()
            .disableContentCompression()
            .build();
    }

}
