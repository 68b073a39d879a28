package dev.registryarchiver.auth;

import java.net.URI;
import java.util.List;

/**
 * What came of sending a request once.
 *
 * @param <T> what the answer was made into
 */
sealed interface Attempt<T> {

    /** An answer for the caller. */
    record Answered<T>(int status, T value) implements Attempt<T> {

        /**
         * Whether the authorization proved useful: 404 says that one may look, while 403
         * and failures of the server say nothing.
         */
        boolean isWorthRemembering() {
            return this.status < 400 || this.status == 404;
        }

    }

    /** A 401, and where it came from. */
    record Unauthorized<T>(URI uri, List<Challenge> challenges, byte[] body) implements Attempt<T> {
    }

}
