package dev.registryarchiver.registry;

import java.util.Optional;
import java.util.function.Supplier;

import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.transport.Origin;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ResponseReader;

/**
 * Sends requests for content that a storage behind the registry may serve. A storage that
 * refuses means that its signed address has run out, not that access is forbidden; the
 * registry is asked for a new one then.
 */
final class RegistryExchange {

    private static final int MAX_ADDRESSES = 3;

    private static final int BAD_REQUEST = 400;

    private static final int FORBIDDEN = 403;

    private final AuthorizedTransport transport;

    RegistryExchange(AuthorizedTransport transport) {
        this.transport = transport;
    }

    <T> T exchange(Request request, Scope scope, ResponseReader<T> reader) {
        for (int address = 1; address < MAX_ADDRESSES; address++) {
            Optional<T> result = this.transport.exchange(request, scope,
                    (response) -> isRefusedByStorage(request, response) ? Optional.<T>empty()
                            : Optional.of(reader.read(response)));
            if (result.isPresent()) {
                return result.get();
            }
        }
        return this.transport.exchange(request, scope, reader);
    }

    /** Like {@link #exchange}, but leaves reading and closing to the caller. */
    Response open(Request request, Scope scope) {
        for (int address = 1; address < MAX_ADDRESSES; address++) {
            Response response = this.transport.open(request, scope);
            if (!isRefusedByStorage(request, response)) {
                return response;
            }
            response.close();
        }
        return this.transport.open(request, scope);
    }

    /** The exception that explains a status nobody planned for. */
    static RegistryException refusal(String action, Response response) {
        ErrorBody error = ErrorBody.of(response);
        return (response.status() == FORBIDDEN) ? new AccessDeniedException(action, response.uri(), error)
                : UnexpectedAnswerException.ofStatus(action, response.uri(), response.status(), error);
    }

    /**
     * What a 404 means. Proxies answer with 404, too, in plain words, in JSON of their
     * own or without any, when what is behind them is gone. Were that believed, an outage
     * would pass for a registry that has nothing to save, so that only what is surely
     * said by a registry or its storage counts. No registry is known that tells of a
     * missing repository, manifest or blob without any body.
     * @param missing what it means when the registry said it
     */
    static RegistryException notFound(String action, Response response, Supplier<RegistryException> missing) {
        ErrorBody error = ErrorBody.of(response);
        boolean credible = switch (error.author()) {
            case REGISTRY, STORAGE_WITHOUT_FILE -> true;
            case UNKNOWN -> response.header("Docker-Distribution-Api-Version").isPresent();
            // nginx is often told to add that header to whatever it answers.
            case PROXY -> false;
        };
        return credible ? missing.get()
                : UnexpectedAnswerException.ofStatus(action, response.uri(), response.status(), error);
    }

    private static boolean isRefusedByStorage(Request request, Response response) {
        return (response.status() == FORBIDDEN || response.status() == BAD_REQUEST)
                && !Origin.of(response.uri()).equals(Origin.of(request.uri()));
    }

}
