package dev.registryarchiver.auth;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The way of one request from its first 401 to an answer or a permanent refusal. It
 * renews at most one token, asks for at most one other scope and tries Basic at most
 * once, so it always ends: Docker Hub would hand out tokens for its catalog for ever and
 * refuse each (docker/hub-feedback#2094). Not thread-safe.
 */
final class Negotiation {

    private final RegistryKnowledge knowledge;

    private final URI requested;

    private final Scope scope;

    private final Credentials credentials;

    // What a server may echo and nobody must see.
    private final List<String> secrets;

    private String scopesAsked;

    private boolean renewed;

    private boolean rescoped;

    private boolean basicTried;

    private boolean rejected;

    private @Nullable AuthenticationException tokenFailure;

    Negotiation(RegistryKnowledge knowledge, URI requested, Scope scope, Credentials credentials) {
        this.knowledge = knowledge;
        this.requested = requested;
        this.scope = scope;
        this.credentials = credentials;
        this.secrets = new ArrayList<>(credentials.secrets());
        this.scopesAsked = scope.value();
    }

    /** How to begin when anonymously is not good enough, by what is known so far. */
    Authorization unasked() {
        if (this.credentials instanceof Credentials.RegistryToken token) {
            return new Authorization.Given(token);
        }
        Offer known = this.knowledge.offer();
        if (known.bearer().isPresent()) {
            return token(wanted(known.bearer().get()), known);
        }
        // A guess: Quay answers it with the challenge that counts.
        return (this.credentials.forBasic() instanceof Credentials.Password password)
                ? new Authorization.Basic(password) : Authorization.ANONYMOUS;
    }

    /**
     * How to begin in a known manner. Where that is not possible, the registry's answer
     * to an anonymous request tells whether there is another way.
     */
    Authorization start(Manner manner) {
        if (manner instanceof Manner.Token token) {
            return start(new TokenRequest(token.service(), token.scopes(), this.credentials));
        }
        if (manner instanceof Manner.Basic && this.credentials.forBasic() instanceof Credentials.Password password) {
            return new Authorization.Basic(password);
        }
        if (manner instanceof Manner.Given && this.credentials instanceof Credentials.RegistryToken token) {
            return new Authorization.Given(token);
        }
        return Authorization.ANONYMOUS;
    }

    /** Whether the credentials themselves were refused, and not just what they may do. */
    boolean areCredentialsRejected() {
        return this.rejected;
    }

    /**
     * What to try after {@code refused} was answered with 401.
     * @throws AuthenticationException if there is nothing left to try
     */
    Authorization next(Authorization refused, Attempt.Unauthorized<?> answer) {
        if (!this.knowledge.isHome(answer.uri())) {
            throw AccessRefusedException.elsewhere(this.requested, answer.uri(), this.scope.value());
        }
        if (refused instanceof Authorization.Bearer bearer) {
            this.secrets.add(bearer.token().value());
        }
        this.rejected |= refused instanceof Authorization.Basic;
        if (this.credentials instanceof Credentials.RegistryToken token) {
            return given(refused, token, answer);
        }
        Offer offer = this.knowledge.learn(new Offer(answer.challenges()));
        if (this.basicTried) {
            throw refusal(answer);
        }
        if (offer.bearer().isPresent()) {
            return bearer(refused, offer.bearer().get(), offer, answer);
        }
        if (!offer.hasBasic() && !offer.isEmpty()) {
            throw new UnsupportedSchemeException(this.requested, offer.schemes());
        }
        // Harbor answers an expired token with Basic only.
        if (refused instanceof Authorization.Bearer bearer && !this.renewed) {
            return renew(bearer, offer);
        }
        if (refused instanceof Authorization.Basic) {
            throw refusal(answer);
        }
        return basic();
    }

    private Authorization start(TokenRequest wanted) {
        try {
            return bearer(wanted);
        }
        catch (AuthenticationException ex) {
            return Authorization.ANONYMOUS;
        }
    }

    private Authorization given(Authorization refused, Credentials.RegistryToken token,
            Attempt.Unauthorized<?> answer) {
        if (!(refused instanceof Authorization.Given)) {
            return new Authorization.Given(token);
        }
        if (answer.challenges().stream().anyMatch(Challenge::saysInsufficientScope)) {
            throw accessRefused(answer);
        }
        throw refusal(answer);
    }

    private Authorization bearer(Authorization refused, Challenge challenge, Offer offer,
            Attempt.Unauthorized<?> answer) {
        TokenRequest wanted = wanted(challenge);
        if (!(refused instanceof Authorization.Bearer bearer)) {
            return token(wanted, offer);
        }
        if (!bearer.origin().equals(wanted)) {
            return rescope(wanted, offer, answer);
        }
        if (challenge.saysInsufficientScope() || this.renewed) {
            throw accessRefused(answer);
        }
        return renew(bearer, offer);
    }

    private Authorization rescope(TokenRequest wanted, Offer offer, Attempt.Unauthorized<?> answer) {
        if (this.rescoped) {
            throw accessRefused(answer);
        }
        this.rescoped = true;
        return token(wanted, offer);
    }

    private Authorization renew(Authorization.Bearer refused, Offer offer) {
        this.renewed = true;
        this.knowledge.tokens().discard(refused.origin(), refused.token());
        return token(refused.origin(), offer);
    }

    private Authorization token(TokenRequest wanted, Offer offer) {
        try {
            return bearer(wanted);
        }
        catch (AuthenticationException ex) {
            this.tokenFailure = ex;
            this.rejected |= ex instanceof CredentialsRejectedException || ex instanceof TokenRefusedException;
            if (offer.hasBasic() && this.credentials.forBasic() instanceof Credentials.Password) {
                return basic();
            }
            throw judged(ex);
        }
    }

    private Authorization.Bearer bearer(TokenRequest wanted) {
        Authorization.Bearer bearer = new Authorization.Bearer(wanted, this.knowledge.tokens().get(wanted));
        this.knowledge.accepted(this.credentials);
        return bearer;
    }

    // Some token services answer 401 for a single repository. Only credentials that get
    // no token at all are wrong: wrong ones end the run.
    private AuthenticationException judged(AuthenticationException failure) {
        if (!(failure instanceof TokenRefusedException refused)) {
            return failure;
        }
        return (this.knowledge.isAccepted(this.credentials) || isGivenAnyToken(refused.request()))
                ? refused.aboutScope() : refused.aboutCredentials();
    }

    // All threads share the answer, be it good or bad.
    private boolean isGivenAnyToken(TokenRequest refused) {
        if (refused.scopes().isEmpty()) {
            return false;
        }
        try {
            bearer(new TokenRequest(refused.service(), Scopes.NONE, this.credentials));
            return true;
        }
        catch (TokenServiceException ex) {
            // Trouble of the service must not pass for a wrong password.
            if (ex.isTransient()) {
                throw ex;
            }
            return false;
        }
        catch (AuthenticationException ex) {
            return false;
        }
    }

    private TokenRequest wanted(Challenge challenge) {
        TokenService service = this.knowledge.services().trusted(challenge, this.requested);
        Scopes scopes = challenge.scopes().with(this.scope);
        this.scopesAsked = scopes.toString();
        return new TokenRequest(service, scopes, this.credentials);
    }

    private Authorization basic() {
        if (this.credentials.forBasic() instanceof Credentials.Password password) {
            this.basicTried = true;
            return new Authorization.Basic(password);
        }
        boolean everything = isAsChallenged() || !this.knowledge.servesAnonymously();
        throw new CredentialsRequiredException(this.requested, "user name and password", everything);
    }

    private AuthenticationException refusal(Attempt.Unauthorized<?> answer) {
        if (this.tokenFailure != null) {
            return judged(this.tokenFailure);
        }
        // Credentials that worked elsewhere are not wrong.
        return this.knowledge.isAccepted(this.credentials) ? accessRefused(answer)
                : new CredentialsRejectedException(this.requested, words(answer));
    }

    private AuthenticationException accessRefused(Attempt.Unauthorized<?> answer) {
        return (isAsChallenged() && this.requested.getRawPath().endsWith("/_catalog"))
                ? AccessRefusedException.toCatalog(this.requested, this.scopesAsked)
                : AccessRefusedException.toResource(this.requested, this.scopesAsked, this.credentials, words(answer));
    }

    private boolean isAsChallenged() {
        return this.scope.equals(Scope.AS_CHALLENGED);
    }

    private String words(Attempt.Unauthorized<?> answer) {
        return ServerWords.of(answer.body(), this.secrets);
    }

}
