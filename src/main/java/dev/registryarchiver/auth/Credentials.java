package dev.registryarchiver.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What the user gave to prove who asks. Its text form never holds a secret. */
public sealed interface Credentials {

    /** No credentials: everything is asked for anonymously. */
    Credentials NONE = new None();

    /**
     * User name and password as entered.
     * @param username {@code <token>} says that the password is an identity token, and so
     * does the null GUID of Azure
     * @see <a href= "https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md">Azure/acr,
     * AAD-OAuth</a>
     */
    static Credentials of(String username, String password) {
        return switch (username) {
            case IdentityToken.USERNAME -> new IdentityToken(password, NONE);
            case IdentityToken.AZURE_USERNAME -> new IdentityToken(password, new Password(username, password));
            default -> new Password(username, password);
        };
    }

    /** What must never be shown. */
    List<String> secrets();

    /** What can be sent as Basic: itself, a substitute, or {@link #NONE}. */
    Credentials forBasic();

    /** Nothing at all. */
    record None() implements Credentials {

        @Override
        public List<String> secrets() {
            return List.of();
        }

        @Override
        public Credentials forBasic() {
            return this;
        }

        @Override
        public String toString() {
            return "no credentials";
        }

    }

    /**
     * Sent as Basic to the registry or its token service.
     *
     * @param username user, robot or a marker such as {@code _json_key}; without a colon
     * @param password password, access token or key
     */
    record Password(String username, String password) implements Credentials {

        public Password {
            if (username.isEmpty() || username.contains(":")) {
                throw new IllegalArgumentException(
                        "A user name for a registry must not be empty and must not contain ':'");
            }
        }

        /** The {@code Authorization} header (RFC 7617), in UTF-8. */
        String header() {
            return "Basic " + encoded();
        }

        @Override
        public List<String> secrets() {
            return List.of(this.password, encoded());
        }

        @Override
        public Credentials forBasic() {
            return this;
        }

        @Override
        public String toString() {
            return "user name and password";
        }

        private String encoded() {
            byte[] pair = (this.username + ":" + this.password).getBytes(StandardCharsets.UTF_8);
            return Base64.getEncoder().encodeToString(pair);
        }

    }

    /**
     * Exchanged for tokens at the token service; never sent to the registry.
     *
     * @param token the identity (refresh) token
     * @param substitute user name and password for token services that know no refresh
     * tokens, or {@link Credentials#NONE}
     */
    record IdentityToken(String token, Credentials substitute) implements Credentials {

        static final String USERNAME = "<token>";

        static final String AZURE_USERNAME = "00000000-0000-0000-0000-000000000000";

        @Override
        public List<String> secrets() {
            return Stream.concat(Stream.of(this.token), this.substitute.secrets().stream()).toList();
        }

        @Override
        public Credentials forBasic() {
            return this.substitute;
        }

        @Override
        public String toString() {
            return "identity token";
        }

    }

    /**
     * Sent to the registry as it is, without a token service.
     *
     * @param token the bearer token
     */
    record RegistryToken(String token) implements Credentials {

        public RegistryToken {
            if (!BearerToken.isSendable(token)) {
                throw new IllegalArgumentException("A registry token must consist of visible ASCII characters");
            }
        }

        String header() {
            return "Bearer " + this.token;
        }

        @Override
        public List<String> secrets() {
            return List.of(this.token);
        }

        @Override
        public Credentials forBasic() {
            return NONE;
        }

        @Override
        public String toString() {
            return "registry token";
        }

    }

}
