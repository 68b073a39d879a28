package dev.registryarchiver.auth;

import dev.registryarchiver.image.RepositoryName;

/**
 * What a token is good for, such as {@code repository:team/app:pull}; scopes that servers
 * send are opaque.
 *
 * @param value the scope as sent to a token service, or empty when only the server can
 * name it
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/scope/">distribution, token
 * scopes</a>
 */
public record Scope(String value) {

    /**
     * Whatever the registry's challenge asks for. The catalog uses it:
     * {@code registry:catalog:*} is right for most, but Quay's token service refuses a
     * scope it did not name.
     */
    public static final Scope AS_CHALLENGED = new Scope("");

    /** Reading everything of one repository. */
    public static Scope pull(RepositoryName repository) {
        return new Scope("repository:" + repository + ":pull");
    }

    @Override
    public String toString() {
        return this.value;
    }

}
