package dev.registryarchiver.real;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.registryarchiver.fake.Answer;
import dev.registryarchiver.fake.FakeServer;
import dev.registryarchiver.fake.RecordedRequest;

/**
 * A token service whose signed tokens a real registry believes. It grants what is asked
 * for as far as the user may have it, which can be nothing at all.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/jwt/">
 * distribution, token authentication implementation</a>
 */
public final class JwtTokenService implements AutoCloseable {

    /** The audience of its tokens; the blank wants to be encoded. */
    public static final String SERVICE = "test registry";

    static final String ISSUER = "test token service";

    private final SigningKey key = SigningKey.generate();

    private final FakeServer server = new FakeServer(this::answer);

    private final Map<String, List<Right>> users = new ConcurrentHashMap<>();

    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();

    private volatile Duration lifetime = Duration.ofMinutes(5);

    /** Starts a service that knows nobody. */
    public JwtTokenService() {
        this.server.start();
    }

    /**
     * Makes somebody known.
     * @param rights what they may do, such as {@code repository:team/**:pull} (patterns
     * of {@link org.springframework.util.AntPathMatcher}) or {@code registry:catalog:*}
     */
    public JwtTokenService allow(String username, String password, String... rights) {
        this.users.put(username + ":" + password, rights(rights));
        return this;
    }

    /** Gives tokens to clients without credentials, too. */
    public JwtTokenService allowAnonymous(String... rights) {
        this.users.put("", rights(rights));
        return this;
    }

    /**
     * How long new tokens live, in whole seconds. The registry accepts them for 60
     * seconds more; a negative value makes tokens that are dead on arrival.
     */
    public JwtTokenService lifetime(Duration value) {
        this.lifetime = value;
        return this;
    }

    /** Where tokens are to be had. */
    public URI realm() {
        return URI.create("http://127.0.0.1:" + this.server.port() + "/token");
    }

    /** All requests so far. */
    public List<RecordedRequest> requests() {
        return List.copyOf(this.requests);
    }

    public void clearRequests() {
        this.requests.clear();
    }

    /**
     * Signs a token without a request and without asking who may have it.
     * @param scopes such as {@code repository:team/app:pull,push}
     */
    public String sign(String... scopes) {
        return sign("test", rights(scopes));
    }

    /** The certificate in PEM that makes a registry believe the tokens. */
    String certificate() {
        return this.key.pem();
    }

    @Override
    public void close() {
        this.server.close();
    }

    private Answer answer(RecordedRequest request) {
        this.requests.add(request);
        if (!request.path().equals(realm().getPath())) {
            return Answer.error(404, "NOT_FOUND", "tokens are at /token");
        }
        String credentials = request.basicCredentials();
        return Optional.ofNullable(this.users.get(credentials))
            .map((rights) -> grant(credentials.split(":")[0], request.parameters("scope"), rights))
            .orElseGet(() -> Answer.error(401, "UNAUTHORIZED", "wrong username or password"));
    }

    private Answer grant(String subject, List<String> scopes, List<Right> rights) {
        List<Right> granted = scopes.stream()
            .flatMap((value) -> Arrays.stream(value.split(" ")))
            .map(Right::of)
            .flatMap((asked) -> asked.restrictedTo(rights).stream())
            .toList();
        return Answer.json(200, "{\"token\":\"%s\",\"expires_in\":%d,\"issued_at\":\"%s\"}"
            .formatted(sign(subject, granted), this.lifetime.toSeconds(), Instant.now()));
    }

    private String sign(String subject, List<Right> granted) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT)
            .x509CertChain(List.of(new Base64(this.key.encodedCertificate())))
            .build();
        Instant now = Instant.now();
        // Backdated a little, for the sake of tokens that have ended before they begin.
        Instant start = now.plus(this.lifetime.isNegative() ? this.lifetime : Duration.ZERO).minusSeconds(10);
        JWTClaimsSet claims = new JWTClaimsSet.Builder().issuer(ISSUER)
            .subject(subject)
            .audience(SERVICE)
            .issueTime(Date.from(start))
            .notBeforeTime(Date.from(start))
            .expirationTime(Date.from(now.plus(this.lifetime)))
            .jwtID(UUID.randomUUID().toString())
            .claim("access", granted.stream().map(Right::toClaim).toList())
            .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new RSASSASigner(this.key.privateKey()));
        }
        catch (JOSEException ex) {
            throw new IllegalStateException("Cannot sign a token", ex);
        }
        return token.serialize();
    }

    private static List<Right> rights(String... scopes) {
        return Arrays.stream(scopes).map(Right::of).toList();
    }

}
