package dev.registryarchiver.registry;

import java.net.URI;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.transport.Redaction;

/** The registry does not let anybody, or this user, list its repositories. */
public final class CatalogUnavailableException extends RegistryException {

    private final int status;

    private final String refusal;

    private CatalogUnavailableException(String refusal, int status, Product product, @Nullable Throwable cause) {
        super("Cannot list repositories: %s. %s".formatted(refusal, product.advice()), cause);
        this.status = status;
        this.refusal = refusal;
    }

    static CatalogUnavailableException of(URI uri, int status, ErrorBody error) {
        return new CatalogUnavailableException("the catalog is not available, %s answered %d%s"
            .formatted(Redaction.of(uri), status, error.inParentheses()), status, Product.OTHER, null);
    }

    /** After every attempt with the credentials there are. */
    static CatalogUnavailableException unauthorized(URI uri, Product product, Throwable cause) {
        return new CatalogUnavailableException("%s refuses its catalog (401)".formatted(Redaction.of(uri)), 401,
                product, cause);
    }

    /** A good answer that means nothing. */
    static CatalogUnavailableException empty(URI uri, Product product) {
        return new CatalogUnavailableException("%s shows strangers an empty catalog".formatted(Redaction.of(uri)), 200,
                product, null);
    }

    /** The same with what helps with this product. */
    CatalogUnavailableException with(Product product) {
        return new CatalogUnavailableException(this.refusal, this.status, product, this);
    }

    /** HTTP status of the answer. */
    public int status() {
        return this.status;
    }

}
