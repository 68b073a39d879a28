package dev.registryarchiver.auth;

/** How something is authorized, whoever asks: an authorization without its secrets. */
sealed interface Manner {

    /** Without credentials. */
    record Anonymous() implements Manner {
    }

    /** By user name and password. */
    record Basic() implements Manner {
    }

    /** By the token the user gave. */
    record Given() implements Manner {
    }

    /**
     * By a token of the token service.
     *
     * @param service who is asked
     * @param scopes what the token is to be good for
     */
    record Token(TokenService service, Scopes scopes) implements Manner {
    }

}
