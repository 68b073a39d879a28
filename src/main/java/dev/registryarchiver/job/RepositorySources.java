package dev.registryarchiver.job;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.registryarchiver.auth.Credentials;
import dev.registryarchiver.auth.CredentialsSource;
import dev.registryarchiver.auth.Scope;
import dev.registryarchiver.catalog.CatalogProperties;
import dev.registryarchiver.catalog.CatalogRepositorySource;
import dev.registryarchiver.catalog.CatalogSource;
import dev.registryarchiver.catalog.ExplicitRepositorySource;
import dev.registryarchiver.catalog.FileRepositorySource;
import dev.registryarchiver.catalog.ProductRepositorySource;
import dev.registryarchiver.catalog.RepositorySource;
import dev.registryarchiver.image.Registry;
import dev.registryarchiver.registry.ApiKey;
import dev.registryarchiver.registry.ProductApi;
import dev.registryarchiver.registry.RegistryClient;
import dev.registryarchiver.transport.HttpTransport;
import dev.registryarchiver.transport.Origin;

/**
 * Decides where repository names come from and, when that is the API of a product, where
 * it is and who may be told the registry's credentials: an origin that gets them anyway
 * (the registry's own and its token service's) and the API of the same vendor. Every
 * other one needs a token of its own.
 */
final class RepositorySources {

    private static final Logger logger = LoggerFactory.getLogger(RepositorySources.class);

    private static final Map<String, String> SAME_VENDOR = Map.of("docker.io", "https://hub.docker.com:443", "ghcr.io",
            "https://api.github.com:443");

    // Stands in place of a user name where the password is an OAuth token.
    private static final String QUAY_TOKEN = "$oauthtoken";

    private static final String GITLAB_REALM = "/jwt/auth";

    private final CatalogProperties properties;

    private final Registry registry;

    private final RegistryClient client;

    private final HttpTransport transport;

    private final CredentialsSource credentials;

    RepositorySources(CatalogProperties properties, Registry registry, RegistryClient client, HttpTransport transport,
            CredentialsSource credentials) {
        this.properties = properties;
        this.registry = registry;
        this.client = client;
        this.transport = transport;
        this.credentials = credentials;
    }

    /**
     * The source that the properties ask for; nothing is sent before a page is fetched.
     */
    RepositorySource source() {
        if (this.properties.source() == CatalogSource.FILE) {
            return new FileRepositorySource(Objects.requireNonNull(this.properties.file()), this.registry::qualify);
        }
        if (this.properties.source().isApi()) {
            return new LazyRepositorySource(this::api);
        }
        return this.properties.repositories().isEmpty() ? new CatalogRepositorySource(this.client)
                : new ExplicitRepositorySource(
                        this.properties.repositoryNames().stream().map(this.registry::qualify).toList());
    }

    private RepositorySource api() {
        URI address = address();
        ApiKey key = key(address);
        logger.info("Listing repositories with the API at {}{}", Origin.of(address),
                key.isEmpty() ? " anonymously" : "");
        return new ProductRepositorySource(this.properties, ProductApi.at(this.transport, address), key);
    }

    private URI address() {
        if (this.properties.apiUrl() != null) {
            return withoutSlash(this.properties.apiUrl().toString());
        }
        Optional<String> home = this.properties.source().home();
        if (home.isPresent()) {
            return URI.create(home.get());
        }
        return (this.properties.source() == CatalogSource.GITLAB) ? gitLab() : withoutSlash(this.registry.url());
    }

    // The token service of its registry is GitLab itself.
    private URI gitLab() {
        this.client.ping();
        URI realm = this.client.tokenService()
            .filter((each) -> each.getPath().endsWith(GITLAB_REALM))
            .orElseThrow(() -> new UsageException(
                    "%s does not say where its GitLab is. Set catalog.api-url, such as https://gitlab.example.com, or another catalog.source."
                        .formatted(this.registry)));
        String path = realm.getRawPath();
        return URI.create(realm.getScheme() + "://" + realm.getRawAuthority()
                + path.substring(0, path.length() - GITLAB_REALM.length()));
    }

    private ApiKey key(URI address) {
        Credentials registryCredentials = this.credentials.find(this.registry, Scope.AS_CHALLENGED);
        String token = this.properties.token();
        if (token != null && !token.isEmpty()) {
            return new ApiKey(username(registryCredentials), token);
        }
        if (registryCredentials.equals(Credentials.NONE)) {
            return ApiKey.NONE;
        }
        if (registryCredentials instanceof Credentials.Password password && serves(password)
                && isEntitled(Origin.of(address))) {
            return new ApiKey(password.username(), password.password());
        }
        throw new UsageException(
                "The API at %s gets no credentials: those of the registry are not meant for it. Set catalog.token to a token for it%s."
                    .formatted(Origin.of(address), wantsUsername() ? ", and catalog.username to its user" : ""));
    }

    private String username(Credentials registryCredentials) {
        if (this.properties.username() != null && !this.properties.username().isEmpty()) {
            return this.properties.username();
        }
        if (registryCredentials instanceof Credentials.Password password) {
            return password.username();
        }
        if (wantsUsername()) {
            throw new UsageException("catalog.token is set, but there is no user name for it. Set catalog.username.");
        }
        return "";
    }

    private boolean wantsUsername() {
        return this.properties.source() == CatalogSource.DOCKER_HUB || this.properties.source() == CatalogSource.HARBOR;
    }

    // A robot of Quay would see public repositories only, and nobody would notice.
    private boolean serves(Credentials.Password password) {
        return this.properties.source() != CatalogSource.QUAY || password.username().equals(QUAY_TOKEN);
    }

    private boolean isEntitled(Origin api) {
        return api.equals(Origin.of(URI.create(this.registry.url())))
                || api.toString().equals(SAME_VENDOR.get(this.registry.name()))
                || (this.properties.source() == CatalogSource.GITLAB && isTokenService(api));
    }

    private boolean isTokenService(Origin api) {
        this.client.ping();
        return this.client.tokenService().map(Origin::of).filter(api::equals).isPresent();
    }

    private static URI withoutSlash(String address) {
        return URI.create(address.replaceFirst("/+$", ""));
    }

}
