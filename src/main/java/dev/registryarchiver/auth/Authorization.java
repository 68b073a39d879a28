package dev.registryarchiver.auth;

import dev.registryarchiver.transport.Request;

/** How a request says who sends it. */
sealed interface Authorization {

    Authorization ANONYMOUS = new Anonymous();

    /** {@code request} with the header it needs. */
    Request on(Request request);

    /** The same without secrets. */
    Manner manner();

    /** No header. */
    record Anonymous() implements Authorization {

        @Override
        public Request on(Request request) {
            return request;
        }

        @Override
        public Manner manner() {
            return new Manner.Anonymous();
        }

    }

    /** User name and password, for the registry itself. */
    record Basic(Credentials.Password password) implements Authorization {

        @Override
        public Request on(Request request) {
            return request.withHeader("Authorization", this.password.header());
        }

        @Override
        public Manner manner() {
            return new Manner.Basic();
        }

    }

    /** A token of the token service, and what it was asked for. */
    record Bearer(TokenRequest origin, BearerToken token) implements Authorization {

        @Override
        public Request on(Request request) {
            return request.withHeader("Authorization", this.token.header());
        }

        @Override
        public Manner manner() {
            return new Manner.Token(this.origin.service(), this.origin.scopes());
        }

    }

    /** A token the user gave. */
    record Given(Credentials.RegistryToken token) implements Authorization {

        @Override
        public Request on(Request request) {
            return request.withHeader("Authorization", this.token.header());
        }

        @Override
        public Manner manner() {
            return new Manner.Given();
        }

    }

}
