package dev.registryarchiver.auth;

import java.util.Arrays;
import java.util.List;

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

    /** Reading and writing everything of one repository. */
    public static Scope push(RepositoryName repository) {
        return new Scope("repository:" + repository + ":pull,push");
    }

    /** Taking a blob over from another repository. */
    public static Scope mount(RepositoryName repository, RepositoryName from) {
        return new Scope(push(repository) + " " + pull(from));
    }

    /** Its parts, of which most scopes have one; each is asked for by itself. */
    List<String> parts() {
        return this.value.isEmpty() ? List.of() : Arrays.asList(this.value.split(" "));
    }

    /**
     * What lies between the first and the last colon: the name may hold one itself, as in
     * {@code repository:host:5000/app:pull}. Empty when there is no such thing.
     */
    String resourceName() {
        int first = this.value.indexOf(':');
        int last = this.value.lastIndexOf(':');
        return (last > first) ? this.value.substring(first + 1, last) : "";
    }

    @Override
    public String toString() {
        return this.value;
    }

}
