package dev.registryarchiver.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Tokens by what they are good for. However many threads ask, each token is fetched once
 * and fetched again before it expires; a failure is remembered for a moment, so that they
 * do not all run into it.
 */
final class TokenCache {

    /** How long a failure stands for the next attempt. */
    static final Duration FAILURE_MEMORY = Duration.ofSeconds(5);

    // Tokens can be large and repositories many, but only a few are worked on at once.
    private static final int CAPACITY = 256;

    private final Clock clock;

    private final Function<TokenRequest, BearerToken> source;

    private final RecentEntries<TokenRequest, Entry> entries;

    TokenCache(Clock clock, Function<TokenRequest, BearerToken> source) {
        this.clock = clock;
        this.source = source;
        this.entries = new RecentEntries<>(CAPACITY, Entry::new);
    }

    /**
     * A token that is good for a while.
     * @throws AuthenticationException if none is to be had, or none was a moment ago
     */
    BearerToken get(TokenRequest request) {
        return this.entries.get(request).get();
    }

    /** Forgets {@code refused}, unless somebody else has replaced it already. */
    void discard(TokenRequest request, BearerToken refused) {
        this.entries.get(request).discard(refused);
    }

    /** One token; its monitor lets the first thread fetch and all others wait. */
    private final class Entry {

        private final TokenRequest request;

        private @Nullable BearerToken token;

        private @Nullable AuthenticationException failure;

        private Instant failureEnds = Instant.MIN;

        private Entry(TokenRequest request) {
            this.request = request;
        }

        private synchronized BearerToken get() {
            Instant now = TokenCache.this.clock.instant();
            if (this.token != null && this.token.isUsableAt(now)) {
                return this.token;
            }
            if (this.failure != null && now.isBefore(this.failureEnds)) {
                throw this.failure;
            }
            return fetch();
        }

        private BearerToken fetch() {
            this.token = null;
            this.failure = null;
            try {
                BearerToken fetched = TokenCache.this.source.apply(this.request);
                this.token = fetched;
                return fetched;
            }
            catch (AuthenticationException ex) {
                this.failure = ex;
                this.failureEnds = TokenCache.this.clock.instant().plus(FAILURE_MEMORY);
                throw ex;
            }
        }

        private synchronized void discard(BearerToken refused) {
            if (refused.equals(this.token)) {
                this.token = null;
            }
        }

    }

}
