package dev.registryarchiver.auth;

import java.net.URI;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.transport.Redaction;

/**
 * A permanent refusal of one thing by a server that knows who asks. Registries answer the
 * same to hide that a repository does not exist.
 */
public final class AccessRefusedException extends AuthenticationException {

    private final String scope;

    private final boolean catalog;

    private AccessRefusedException(String message, String scope, boolean catalog) {
        super(message, null);
        this.scope = scope;
        this.catalog = catalog;
    }

    static AccessRefusedException toResource(URI uri, String scope, Credentials credentials, String words) {
        String shown = Printable.of(scope);
        String remedy = credentials.equals(Credentials.NONE) ? "Set credentials that have it"
                : "Grant it to the user of the credentials";
        return new AccessRefusedException("%s refuses access to scope '%s'%s. %s, or check that the repository exists."
            .formatted(Redaction.of(uri), shown, words.isEmpty() ? "" : " (" + words + ")", remedy), shown, false);
    }

    static AccessRefusedException toCatalog(URI uri, String scope) {
        String shown = scope.isEmpty() ? "registry:catalog:*" : Printable.of(scope);
        return new AccessRefusedException(
                "%s refuses to list its repositories: the user lacks the catalog right, scope '%s'. Grant it, or name the repositories in catalog.repositories."
                    .formatted(Redaction.of(uri), shown),
                shown, true);
    }

    static AccessRefusedException elsewhere(URI requested, URI refusing, String scope) {
        return new AccessRefusedException(
                "%s redirects to %s, which refuses access (401). Credentials are not sent there; check the storage of the registry, or set registry.url to that server if it is the registry itself."
                    .formatted(Redaction.of(requested), Redaction.of(refusing)),
                Printable.of(scope), false);
    }

    /** What was asked for, fit for a message. */
    public String scope() {
        return this.scope;
    }

    /** A refused catalog leaves nothing to walk; a refused repository is just one. */
    @Override
    public boolean concernsWholeRun() {
        return this.catalog;
    }

}
