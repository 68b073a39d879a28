package dev.registryarchiver.auth;

import java.util.List;
import java.util.Optional;

/** Gets to know how requests come to their authorization; nothing told is secret. */
public interface AuthorizationListener {

    /** Does not want to know. */
    AuthorizationListener NONE = new AuthorizationListener() {

        @Override
        public void challenged(List<String> demands) {
        }

        @Override
        public void granted(String asked, Optional<String> granted) {
        }

    };

    /**
     * A server refused a request until it is authorized.
     * @param demands what would do, each in words; empty when it does not say
     */
    void challenged(List<String> demands);

    /**
     * A token service gave a token.
     * @param asked the scopes it was asked for, or empty
     * @param granted the scopes that the token says it is good for, where it can be read
     */
    void granted(String asked, Optional<String> granted);

}
