package dev.registryarchiver.auth;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.registryarchiver.transport.TestClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenCacheTests {

    private static final URI REALM = URI.create("https://auth.example.com/token");

    private final TestClock clock = new TestClock();

    private final AtomicInteger fetched = new AtomicInteger();

    private final List<AuthenticationException> failures = new ArrayList<>();

    private final TokenCache cache = new TokenCache(this.clock, this::fetch);

    private final TokenRequest request = request("repository:a:pull");

    @Test
    void fetchesTokenOnceUntilItsRenewal() {
        BearerToken first = this.cache.get(this.request);
        this.clock.advance(Duration.ofSeconds(59));
        BearerToken second = this.cache.get(request("repository:a:pull"));
        this.clock.advance(Duration.ofSeconds(1));
        BearerToken third = this.cache.get(this.request);

        assertThat(second).isSameAs(first);
        assertThat(third).isNotEqualTo(first);
        assertThat(this.fetched).hasValue(2);
    }

    @Test
    void fetchesOneTokenPerScope() {
        BearerToken a = this.cache.get(this.request);
        BearerToken b = this.cache.get(request("repository:b:pull"));

        assertThat(a).isNotEqualTo(b);
        assertThat(this.cache.get(this.request)).isSameAs(a);
    }

    @Test
    void discardsOnlyTheTokenThatWasRefused() {
        BearerToken first = this.cache.get(this.request);
        this.cache.discard(this.request, first);
        BearerToken second = this.cache.get(this.request);
        this.cache.discard(this.request, first);

        assertThat(this.cache.get(this.request)).isSameAs(second);
        assertThat(this.fetched).hasValue(2);
    }

    @Test
    void remembersFailureForAMoment() {
        AuthenticationException failure = TokenServiceException.ofStatus(this.request, 500, "");
        this.failures.add(failure);

        assertThatThrownBy(() -> this.cache.get(this.request)).isSameAs(failure);
        this.clock.advance(TokenCache.FAILURE_MEMORY.minusMillis(1));
        assertThatThrownBy(() -> this.cache.get(this.request)).isSameAs(failure);
        assertThat(this.fetched).hasValue(1);
        this.clock.advance(Duration.ofMillis(1));
        assertThat(this.cache.get(this.request)).isNotNull();
        assertThat(this.fetched).hasValue(2);
    }

    private BearerToken fetch(TokenRequest asked) {
        int count = this.fetched.incrementAndGet();
        if (!this.failures.isEmpty()) {
            throw this.failures.remove(0);
        }
        return new BearerToken("token-" + count, this.clock.instant().plusSeconds(60));
    }

    private static TokenRequest request(String scope) {
        return new TokenRequest(new TokenService(REALM, "registry"), new Scopes(List.of(scope)), Credentials.NONE);
    }

}
