package dev.registryarchiver.registry;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.auth.AuthenticationException;
import dev.registryarchiver.auth.AuthorizedTransport;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.image.RepositoryName;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.UnreachableException;

/**
 * The list of all repositories. Page size is a matter of negotiation: registries refuse
 * sizes beyond their limit, and those on slow storages run into the timeout of their own
 * proxies (<a href=
 * "https://github.com/distribution/distribution/issues/3678">distribution#3678</a>).
 */
final class CatalogEndpoint {

    private static final Logger logger = LoggerFactory.getLogger(CatalogEndpoint.class);

    private static final String ACTION = "list repositories";

    private static final List<String> FIRST_QUERIES = List.of("n=1000", "n=100", "");

    private static final Set<Integer> PAGE_SIZE_REFUSED = Set.of(400, 422);

    private static final Set<Integer> CURSOR_REFUSED = Set.of(400, 404);

    private static final Set<Integer> UNAVAILABLE = Set.of(403, 404, 405, 501);

    private static final int GATEWAY_TIMEOUT = 504;

    private static final Pattern PAGE_SIZE = Pattern.compile("(^|&)n=(\\d{1,9})(?=&|$)");

    private static final int SMALLEST_PAGE = 50;

    private static final int MAX_PAGE_SIZES = 3;

    private final AuthorizedTransport transport;

    private final Registry registry;

    // Credentials were tried and did not help; once per run is enough.
    private volatile boolean anonymousIsBest;

    CatalogEndpoint(AuthorizedTransport transport, Registry registry) {
        this.transport = transport;
        this.registry = registry;
    }

    CatalogPage fetchPage(@Nullable String cursor) {
        return (cursor != null) ? fetchPatiently(cursor, true) : fetchFirst(FIRST_QUERIES.iterator());
    }

    private CatalogPage fetchFirst(Iterator<String> queries) {
        String query = queries.next();
        try {
            return fetchPatiently(query, false);
        }
        catch (UnexpectedAnswerException ex) {
            if (!PAGE_SIZE_REFUSED.contains(ex.status()) || !queries.hasNext()) {
                throw ex;
            }
            logger.debug("The catalog refused '{}'; asking for smaller pages", query);
            return fetchFirst(queries);
        }
    }

    private CatalogPage fetchPatiently(String query, boolean isCursor) {
        String current = query;
        for (int size = 1; size < MAX_PAGE_SIZES; size++) {
            String smaller = halved(current);
            if (smaller.equals(current)) {
                break;
            }
            String attempted = current;
            CatalogPage page = unlessTimedOut(() -> fetch(attempted, isCursor));
            if (page != null) {
                return page;
            }
            logger.debug("The catalog took too long for '{}'; asking for smaller pages", current);
            current = smaller;
        }
        return fetch(current, isCursor);
    }

    private static @Nullable CatalogPage unlessTimedOut(Supplier<CatalogPage> fetch) {
        try {
            return fetch.get();
        }
        catch (UnexpectedAnswerException ex) {
            if (ex.status() == GATEWAY_TIMEOUT) {
                return null;
            }
            throw ex;
        }
        catch (UnreachableException ex) {
            // Its subclasses are about connecting, where smaller pages do not help.
            if (ex.getCause() != null && ex.getCause().getClass() == SocketTimeoutException.class) {
                return null;
            }
            throw ex;
        }
    }

    private CatalogPage fetch(String query, boolean isCursor) {
        Request request = Request.get(this.registry.api("_catalog", query))
            .withRedirects(Request.Redirects.SAME_ORIGIN);
        CatalogPage page = this.transport.exchange(request, Scope.AS_CHALLENGED,
                (response) -> read(response, isCursor));
        if (this.anonymousIsBest || !this.transport.hasUnusedCredentials(request, Scope.AS_CHALLENGED)) {
            return page;
        }
        // Quay, Artifactory and Nexus show strangers a shorter list instead of a
        // challenge.
        return fetchAuthenticated(request, isCursor).orElseGet(() -> {
            this.anonymousIsBest = true;
            return page;
        });
    }

    private Optional<CatalogPage> fetchAuthenticated(Request request, boolean isCursor) {
        try {
            return this.transport.exchangeAuthenticated(request, Scope.AS_CHALLENGED,
                    (response) -> readIfGranted(response, isCursor));
        }
        catch (AuthenticationException ex) {
            if (ex.concernsWholeRun()) {
                throw ex;
            }
            logger.warn("The catalog is what anybody may see and may be incomplete. {}", ex.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<CatalogPage> readIfGranted(Response response, boolean isCursor) throws IOException {
        if (response.isSuccessful()) {
            return Optional.of(read(response, isCursor));
        }
        if (UnexpectedAnswerException.isTransient(response.status())) {
            throw refusal(response, isCursor);
        }
        logger.warn("The catalog is what anybody may see and may be incomplete; with credentials the answer is {}{}",
                response.status(), ErrorBody.of(response).inParentheses());
        return Optional.empty();
    }

    private static CatalogPage read(Response response, boolean isCursor) throws IOException {
        if (!response.isSuccessful()) {
            throw refusal(response, isCursor);
        }
        Set<RepositoryName> names = new LinkedHashSet<>();
        int[] invalid = new int[1];
        NameList.read(ACTION, response, "repositories", (name) -> {
            if (name != null && RepositoryName.isValid(name)) {
                names.add(RepositoryName.of(name));
            }
            else {
                invalid[0]++;
            }
        });
        String next = LinkHeader.next(ACTION, response.headers("Link")).orElse(null);
        return new CatalogPage(List.copyOf(names), invalid[0], next);
    }

    private static RegistryException refusal(Response response, boolean isCursor) {
        if (isCursor && CURSOR_REFUSED.contains(response.status())) {
            return new CursorRefusedException(response.uri(), response.status(), ErrorBody.of(response));
        }
        if (UNAVAILABLE.contains(response.status())) {
            return CatalogUnavailableException.of(response.uri(), response.status(), ErrorBody.of(response));
        }
        return RegistryExchange.refusal(ACTION, response);
    }

    /** The query with half the page size, or the same one when it has none to halve. */
    private static String halved(String query) {
        Matcher matcher = PAGE_SIZE.matcher(query);
        if (!matcher.find()) {
            return query;
        }
        int size = Integer.parseInt(matcher.group(2));
        int smaller = Math.min(size, Math.max(SMALLEST_PAGE, size / 2));
        return matcher.replaceFirst("$1n=" + smaller);
    }

}
