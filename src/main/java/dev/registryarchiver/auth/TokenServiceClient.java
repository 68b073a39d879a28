package dev.registryarchiver.auth;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Request;
import dev.registryarchiver.transport.Response;
import dev.registryarchiver.transport.ThrottledException;
import dev.registryarchiver.transport.TransportException;

/**
 * Asks a token service for tokens: by GET with Basic or anonymously, by POST for identity
 * tokens.
 *
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/token/">distribution, token
 * authentication</a>
 * @see <a href=
 * "https://distribution.github.io/distribution/spec/auth/oauth/">distribution, OAuth2
 * token authentication</a>
 */
final class TokenServiceClient {

    private static final String CLIENT_ID = "registry-archiver";

    private static final int MAX_ANSWER = 1 << 20;

    // How services say that they know no POST: GCR, Artifactory, Azure, and the rest.
    private static final Set<Integer> POST_UNKNOWN = Set.of(404, 401, 400, 405);

    // RFC 6749, section 5.2.
    private static final String EXPIRED = "invalid_grant";

    private final HttpTransport transport;

    private final Clock clock;

    private final RefreshTokens refreshTokens = new RefreshTokens();

    TokenServiceClient(HttpTransport transport, Clock clock) {
        this.transport = transport;
        this.clock = clock;
    }

    /**
     * A fresh token.
     * @throws AuthenticationException if there is none to be had
     * @throws ThrottledException if the service asks for too much patience
     */
    BearerToken fetch(TokenRequest request) {
        if (request.credentials() instanceof Credentials.IdentityToken identity) {
            Answer answer = exchange(request, identity);
            boolean substitutable = identity.substitute() instanceof Credentials.Password;
            if (!substitutable || !POST_UNKNOWN.contains(answer.status())) {
                return token(request, identity, answer);
            }
        }
        Credentials sent = request.credentials().forBasic();
        return token(request, sent, send(request, get(request, sent)));
    }

    private Answer exchange(TokenRequest request, Credentials.IdentityToken given) {
        Credentials.IdentityToken current = this.refreshTokens.current(request.service(), given);
        Answer answer = send(request, post(request, current));
        if (!answer.isSuccessful() && !current.equals(given)) {
            this.refreshTokens.forget(request.service(), given);
            answer = send(request, post(request, given));
        }
        return answer;
    }

    private Answer send(TokenRequest request, Request http) {
        try {
            return this.transport.exchange(http, TokenServiceClient::answer);
        }
        catch (ThrottledException ex) {
            throw ex;
        }
        catch (TransportException ex) {
            throw TokenServiceException.unreachable(request, ex);
        }
    }

    private static Answer answer(Response response) throws IOException {
        return response.isSuccessful() ? new Answer(response.status(), response.readBody(MAX_ANSWER))
                : new Answer(response.status(), response.readBodyLeniently(ServerWords.MAX_BODY));
    }

    private BearerToken token(TokenRequest request, Credentials sent, Answer answer) {
        URI realm = request.service().realm();
        String words = ServerWords.of(answer.body(), request.credentials().secrets());
        if (answer.isSuccessful()) {
            return parse(request, answer.body());
        }
        if (answer.status() == 401 && sent.equals(Credentials.NONE)) {
            boolean everything = request.scopes().isEmpty() || request.scopes().includeCatalog();
            throw new CredentialsRequiredException(realm, "user name and password", everything);
        }
        if (answer.status() == 401) {
            throw new TokenRefusedException(request, words);
        }
        if (answer.status() == 400 && words.startsWith(EXPIRED)) {
            throw new CredentialsRejectedException(realm, words);
        }
        if (answer.status() == 403) {
            String scope = request.scopes().toString();
            throw request.scopes().includeCatalog() ? AccessRefusedException.toCatalog(realm, scope)
                    : AccessRefusedException.toResource(realm, scope, request.credentials(), words);
        }
        throw TokenServiceException.ofStatus(request, answer.status(), words);
    }

    private BearerToken parse(TokenRequest request, byte[] answer) {
        try {
            BearerToken token = BearerToken.parse(answer, this.clock.instant());
            if (request.credentials() instanceof Credentials.IdentityToken identity) {
                BearerToken.refreshToken(answer)
                    .ifPresent((refresh) -> this.refreshTokens.remember(request.service(), identity, refresh));
            }
            return token;
        }
        catch (IllegalArgumentException ex) {
            throw TokenServiceException.ofAnswer(request, String.valueOf(ex.getMessage()));
        }
    }

    private static Request get(TokenRequest request, Credentials credentials) {
        List<String> query = new ArrayList<>();
        URI realm = request.service().realm();
        if (realm.getRawQuery() != null && !realm.getRawQuery().isEmpty()) {
            query.add(realm.getRawQuery());
        }
        if (!request.service().service().isEmpty()) {
            query.add(parameter("service", request.service().service()));
        }
        request.scopes().values().forEach((scope) -> query.add(parameter("scope", scope)));
        if (credentials instanceof Credentials.Password password) {
            query.add(parameter("account", password.username()));
            return request(realm, query).withHeader("Authorization", password.header());
        }
        return request(realm, query);
    }

    private static Request request(URI realm, List<String> query) {
        String address = realm.toString();
        int end = address.indexOf('?');
        String base = (end < 0) ? address : address.substring(0, end);
        URI uri = URI.create(query.isEmpty() ? base : base + "?" + String.join("&", query));
        return Request.get(uri).withRedirects(Request.Redirects.SAME_ORIGIN);
    }

    private static Request post(TokenRequest request, Credentials.IdentityToken identity) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", CLIENT_ID);
        if (!request.service().service().isEmpty()) {
            form.put("service", request.service().service());
        }
        if (!request.scopes().isEmpty()) {
            form.put("scope", String.join(" ", request.scopes().values()));
        }
        form.put("refresh_token", identity.token());
        return Request.post(request.service().realm(), form);
    }

    private static String parameter(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private record Answer(int status, byte[] body) {

        boolean isSuccessful() {
            return this.status / 100 == 2;
        }

    }

}
