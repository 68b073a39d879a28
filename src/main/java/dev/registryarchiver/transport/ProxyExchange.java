package dev.registryarchiver.transport;

import java.io.IOException;
import java.util.Optional;

import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * One exchange that may lead through a proxy. Answers of the proxy are told from those of
 * the server here, so that nobody above takes one for the other.
 */
final class ProxyExchange {

    private static final String PROXY = ProxyExchange.class.getName() + ".proxy";

    private static final String PASSED = ProxyExchange.class.getName() + ".passed";

    private static final int LOGIN_REQUIRED = 407;

    private final Optional<Proxy> proxy;

    private final HttpClientContext context = HttpClientContext.create();

    ProxyExchange(Optional<Proxy> proxy) {
        this.proxy = proxy;
        proxy.ifPresent((each) -> this.context.setAttribute(PROXY, host(each)));
        proxy.filter(Proxy::hasLogin).ifPresent(this::logIn);
    }

    /** Leads every request the way its exchange says. */
    static HttpRoutePlanner routePlanner() {
        return new DefaultRoutePlanner(null) {

            @Override
            protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
                return (HttpHost) context.getAttribute(PROXY);
            }

        };
    }

    /** Takes note that a request went to the server and not just to a proxy. */
    static ClassicHttpResponse passed(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(PASSED, true);
        return chain.proceed(request, scope);
    }

    HttpClientContext context() {
        return this.context;
    }

    /**
     * Makes sure that the answer is the server's.
     * @throws ProxyRefusedException if the proxy does not let us through
     * @throws ProxyFailedException if the proxy cannot reach the server
     */
    void check(Response response) throws ProxyFailedException {
        boolean ofProxy = this.context.getAttribute(PASSED) == null || response.status() == LOGIN_REQUIRED;
        if (this.proxy.isEmpty() || !ofProxy) {
            return;
        }
        response.close();
        if (response.status() >= 500) {
            throw new ProxyFailedException(response.status());
        }
        throw new ProxyRefusedException(this.proxy.get(), response.uri(), response.status());
    }

    // Without waiting to be asked: the proxy is the user's own choice.
    private void logIn(Proxy proxy) {
        BasicScheme basic = new BasicScheme();
        basic.initPreemptive(new UsernamePasswordCredentials(proxy.username(), proxy.password().toCharArray()));
        this.context.resetAuthExchange(host(proxy), basic);
    }

    private static HttpHost host(Proxy proxy) {
        return new HttpHost("http", proxy.host(), proxy.port());
    }

}
