package dev.registryarchiver.auth;

import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.registryarchiver.image.Registry;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ResponseReader;
import dev.registryarchiver.transport.TransportException;

/**
 * Sends requests to one registry and does what its challenges ask for. A request starts
 * with the authorization that served its scope before, else with the one that other
 * repositories let foresee, else anonymously; a 401 never reaches the caller. Safe for
 * use by many threads.
 *
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/token/">distribution, token
 * authentication</a>
 */
public final class AuthorizedTransport {

    // Small entries; one that is gone costs one more 401.
    private static final int REMEMBERED = 1_024;

    private final HttpTransport transport;

    private final Registry registry;

    private final CredentialsSource credentials;

    private final RegistryKnowledge knowledge;

    private final Forecast forecast = new Forecast();

    private final RecentEntries<Subject, Memory> remembered = new RecentEntries<>(REMEMBERED,
            (subject) -> new Memory());

    /**
     * @param transport sends, to the registry and to its token service
     * @param registry the only origin that ever sees credentials of its own
     * @param credentials who asks
     * @param properties which token services are trusted besides
     * @param clock tells when tokens expire
     */
    public AuthorizedTransport(HttpTransport transport, Registry registry, CredentialsSource credentials,
            CredentialsProperties properties, Clock clock) {
        this(transport, registry, credentials, properties, clock, AuthorizationListener.NONE);
    }

    /**
     * Lets somebody look on.
     * @param transport sends, to the registry and to its token service
     * @param registry the only origin that ever sees credentials of its own
     * @param credentials who asks
     * @param properties which token services are trusted besides
     * @param clock tells when tokens expire
     * @param listener gets to know challenges and tokens
     */
    public AuthorizedTransport(HttpTransport transport, Registry registry, CredentialsSource credentials,
            CredentialsProperties properties, Clock clock, AuthorizationListener listener) {
        this.transport = transport;
        this.registry = registry;
        this.credentials = credentials;
        this.knowledge = new RegistryKnowledge(registry, properties, new TokenServiceClient(transport, clock), clock,
                listener);
    }

    /**
     * Sends a request and reads the answer, which may have any status but 401.
     * @param request to an address of the registry
     * @param scope what the request needs; {@link Scope#AS_CHALLENGED} leaves it to the
     * registry
     * @throws AuthenticationException if the registry does not let us
     * @throws TransportException if no answer was to be had
     */
    public <T> T exchange(Request request, Scope scope, ResponseReader<T> reader) {
        return authorize(request, scope, exchanging(reader));
    }

    /**
     * Sends a request and leaves reading the body to the caller, who closes the response.
     * @param request to an address of the registry
     * @param scope what the request needs
     * @throws AuthenticationException if the registry does not let us
     * @throws TransportException if no answer was to be had
     */
    public Response open(Request request, Scope scope) {
        return authorize(request, scope, this::openOnce);
    }

    /**
     * Sends a request wherever the registry said, which sees credentials only if that is
     * the registry itself: some take uploads at another server.
     * @param request to any address
     * @param scope what the request needs if it goes to the registry
     * @throws AuthenticationException if the registry does not let us
     * @throws TransportException if no answer was to be had
     */
    public <T> T exchangeAnywhere(Request request, Scope scope, ResponseReader<T> reader) {
        return this.knowledge.isHome(request.uri()) ? exchange(request, scope, reader)
                : this.transport.exchange(request, reader);
    }

    /** Whether there are any credentials for the registry. */
    public boolean hasCredentials() {
        return !this.credentials.find(this.registry, Scope.AS_CHALLENGED).equals(Credentials.NONE);
    }

    /**
     * Whether there are credentials that the registry did not ask for when it answered
     * this kind of request. Quay, Artifactory and Nexus show anonymous callers a shorter,
     * even empty catalog with 200; it is worth asking again with
     * {@link #exchangeAuthenticated}.
     */
    public boolean hasUnusedCredentials(Request request, Scope scope) {
        Manner remembered = memory(request, scope).manner;
        return !this.credentials.find(this.registry, scope).equals(Credentials.NONE)
                && (remembered == null || remembered instanceof Manner.Anonymous);
    }

    /**
     * Like {@link #exchange}, but does not wait to be asked: with a token when any answer
     * so far (the ping's, for instance) named a token service, else with Basic. If the
     * answer is good, the same kind of request goes on authenticated; if it is not, the
     * next {@link #exchange} is as anonymous as before.
     * @throws AuthenticationException if the registry or its token service does not let
     * us
     * @throws TransportException if no answer was to be had
     */
    public <T> T exchangeAuthenticated(Request request, Scope scope, ResponseReader<T> reader) {
        return withCurrentCredentials(request, scope,
                (negotiation) -> negotiate(request, scope, negotiation, negotiation.unasked(), exchanging(reader)));
    }

    /**
     * Address of the token service that the registry's answers named so far, if they
     * named a trustworthy one. It is sent the credentials with every request for a token.
     */
    public Optional<URI> tokenService() {
        URI home = URI.create(this.registry.url());
        return this.knowledge.offer()
            .bearer()
            .map((challenge) -> this.knowledge.services().trusted(challenge, home).realm());
    }

    /**
     * Which credentials a request is authorized with if it has to be, and where they come
     * from, in words and without any secret.
     * @throws UnreadableCredentialsException if a file with credentials cannot be read
     */
    public String describeCredentials(Scope scope) {
        return this.credentials.describe(this.registry, scope);
    }

    private <T> T authorize(Request request, Scope scope, Sender<T> sender) {
        Manner remembered = memory(request, scope).manner;
        Optional<Manner> foreseen = this.forecast.of(scope);
        return withCurrentCredentials(request, scope, (negotiation) -> {
            if (remembered != null) {
                return negotiate(request, scope, negotiation, negotiation.start(remembered), sender);
            }
            return foreseen.isPresent()
                    ? negotiateForeseen(request, scope, negotiation, negotiation.start(foreseen.get()), sender)
                    : negotiate(request, scope, negotiation, Authorization.ANONYMOUS, sender);
        });
    }

    private <T> T withCurrentCredentials(Request request, Scope scope, Function<Negotiation, T> way) {
        Credentials credentials = this.credentials.find(this.registry, scope);
        Negotiation negotiation = negotiation(request, scope, credentials);
        try {
            return way.apply(negotiation);
        }
        catch (AuthenticationException ex) {
            if (!negotiation.areCredentialsRejected()) {
                throw ex;
            }
            Credentials renewed = this.credentials.renew(this.registry, scope, credentials);
            if (renewed.equals(credentials)) {
                throw ex;
            }
            return way.apply(negotiation(request, scope, renewed));
        }
    }

    private <T> T negotiateForeseen(Request request, Scope scope, Negotiation negotiation, Authorization start,
            Sender<T> sender) {
        try {
            return negotiate(request, scope, negotiation, start, sender);
        }
        catch (AccessRefusedException ex) {
            // A repository may be open to everybody and yet to no token of ours.
            if (!start.equals(Authorization.ANONYMOUS)
                    && sender.send(request) instanceof Attempt.Answered<T> answered) {
                remember(request, scope, Authorization.ANONYMOUS, answered);
                return answered.value();
            }
            throw ex;
        }
    }

    private <T> T negotiate(Request request, Scope scope, Negotiation negotiation, Authorization start,
            Sender<T> sender) {
        Authorization authorization = start;
        while (true) {
            Attempt<T> attempt = sender.send(authorization.on(request));
            if (attempt instanceof Attempt.Answered<T> answered) {
                remember(request, scope, authorization, answered);
                return answered.value();
            }
            authorization = negotiation.next(authorization, (Attempt.Unauthorized<T>) attempt);
        }
    }

    private void remember(Request request, Scope scope, Authorization authorization, Attempt.Answered<?> answer) {
        if (!answer.isWorthRemembering()) {
            return;
        }
        Memory memory = memory(request, scope);
        if (memory.manner == null) {
            this.forecast.learn(scope, authorization.manner());
        }
        memory.manner = authorization.manner();
        if (authorization instanceof Authorization.Anonymous) {
            this.knowledge.servedAnonymously();
        }
        else {
            this.knowledge.accepted(this.credentials.find(this.registry, scope));
        }
    }

    private Memory memory(Request request, Scope scope) {
        // Harbor wants Basic for its catalog and a token for its ping, though both have
        // no scope of ours.
        String path = scope.equals(Scope.AS_CHALLENGED) ? request.uri().getRawPath() : "";
        return this.remembered.get(new Subject(scope, path));
    }

    private Negotiation negotiation(Request request, Scope scope, Credentials current) {
        if (!this.knowledge.isHome(request.uri())) {
            throw new IllegalArgumentException("%s is not an address of %s".formatted(request, this.registry));
        }
        return new Negotiation(this.knowledge, request.uri(), scope, current);
    }

    private <T> Sender<T> exchanging(ResponseReader<T> reader) {
        return (request) -> this.transport.exchange(request, (response) -> isUnauthorized(response)
                ? unauthorized(response) : new Attempt.Answered<>(response.status(), reader.read(response)));
    }

    private Attempt<Response> openOnce(Request request) {
        Response response = this.transport.open(request);
        if (!isUnauthorized(response)) {
            return new Attempt.Answered<>(response.status(), response);
        }
        try (response) {
            return unauthorized(response);
        }
    }

    private static boolean isUnauthorized(Response response) {
        return response.status() == 401;
    }

    private static <T> Attempt.Unauthorized<T> unauthorized(Response response) {
        return new Attempt.Unauthorized<>(response.uri(), ChallengeParser.parse(response.headers("WWW-Authenticate")),
                response.readBodyLeniently(ServerWords.MAX_BODY));
    }

    /** Sends a request once. */
    @FunctionalInterface
    private interface Sender<T> {

        Attempt<T> send(Request request);

    }

    /** Requests that one authorization serves. */
    private record Subject(Scope scope, String path) {
    }

    /** How requests were served last, if any were. */
    private static final class Memory {

        private volatile @Nullable Manner manner;

    }

}
