package dev.registryarchiver.fake;

import java.util.Optional;

/** Decides whether a request is let in. */
@FunctionalInterface
interface Access {

    /** Lets everybody in. */
    Access OPEN = (request, path) -> Optional.empty();

    /**
     * The challenge that keeps a request out, or nothing.
     * @param path path behind the prefix
     */
    Optional<Answer> challenge(RecordedRequest request, String path);

    /** Lets one user in, by Basic. */
    static Access basic(String username, String password) {
        return (request, path) -> request.basicCredentials().equals(username + ":" + password) ? Optional.empty()
                : Optional.of(unauthorized("Basic realm=\"fake registry\""));
    }

    static Answer unauthorized(String challenge) {
        return Answer.error(401, "UNAUTHORIZED", "authentication required").withHeader("WWW-Authenticate", challenge);
    }

}
