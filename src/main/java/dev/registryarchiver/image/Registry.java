package dev.registryarchiver.image;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A server that speaks the distribution API: scheme, host, port and an optional path
 * prefix (Artifactory, Nexus and reverse proxies have one).
 *
 * @param scheme {@code https}, or {@code http} when the user spelled it out
 * @param host lower-case host name, or an address (IPv6 in brackets)
 * @param port port, or -1 for the default of the scheme
 * @param prefix path before {@code /v2/}, empty or with a leading and without a trailing
 * slash
 */
public record Registry(String scheme, String host, int port, String prefix) {

    // The names under which people know Docker Hub; its API answers on another host.
    private static final Set<String> DOCKER_HUB_ALIASES = Set.of("docker.io", "index.docker.io",
            "registry.hub.docker.com", "registry-1.docker.io");

    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    private static final String DOCKER_HUB_NAME = "docker.io";

    private static final Pattern PREFIX = Pattern.compile("(?:/[A-Za-z0-9._~-]+)*");

    /**
     * Parses an address such as {@code https://registry.example.com:5000/prefix}. Without
     * a scheme it is https. A trailing {@code /v2/} is understood as part of the API and
     * dropped.
     */
    public static Registry of(String url) {
        String address = url.strip();
        URI uri = parse(address.contains("://") ? address : "https://" + address, url);
        String scheme = (uri.getScheme() == null) ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw notAnAddress(url, "it needs to start with https:// or http://");
        }
        if (uri.getHost() == null) {
            throw notAnAddress(url, "the host name is missing or malformed");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("registry.url must not contain a user name or password; "
                    + "set credentials.username and credentials.password instead");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw notAnAddress(url, "it must not have a query or fragment");
        }
        String prefix = uri.getRawPath().replaceFirst("/+$", "").replaceFirst("/v2$", "");
        if (!PREFIX.matcher(prefix).matches() || prefix.contains("/.")) {
            throw notAnAddress(url, "its path must consist of plain segments");
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (DOCKER_HUB_ALIASES.contains(host)) {
            host = DOCKER_HUB_API;
        }
        return new Registry(scheme, host, uri.getPort(), prefix);
    }

    /**
     * Address of an API path below {@code /v2/}; {@code path} and {@code rawQuery} are
     * sent as they are.
     */
    public URI api(String path, String rawQuery) {
        String query = rawQuery.isEmpty() ? "" : "?" + rawQuery;
        return URI.create(url() + "/v2/" + path + query);
    }

    /** Scheme, host, port and prefix as a user would write them. */
    public String url() {
        return this.scheme + "://" + hostAndPort() + this.prefix;
    }

    /**
     * The registry as it stands in image references: {@code host[:port]}, and
     * {@code docker.io} for Docker Hub. A path prefix is a matter of the address only;
     * references have no place for it.
     */
    public String name() {
        return isDockerHub() ? DOCKER_HUB_NAME : hostAndPort();
    }

    public boolean isDockerHub() {
        return this.host.equals(DOCKER_HUB_API);
    }

    /**
     * The full name of a repository: official images of Docker Hub live below
     * {@code library/}.
     */
    public RepositoryName qualify(RepositoryName repository) {
        return (isDockerHub() && !repository.value().contains("/")) ? RepositoryName.of("library/" + repository)
                : repository;
    }

    /** The port that is really used. */
    public int effectivePort() {
        return (this.port != -1) ? this.port : (this.scheme.equals("https") ? 443 : 80);
    }

    @Override
    public String toString() {
        return url();
    }

    private String hostAndPort() {
        return (this.port == -1) ? this.host : this.host + ":" + this.port;
    }

    private static URI parse(String address, String original) {
        try {
            return new URI(address);
        }
        catch (URISyntaxException ex) {
            throw notAnAddress(original, "it contains a character that no address has");
        }
    }

    private static IllegalArgumentException notAnAddress(String url, String why) {
        // Whatever stands before an @ could be a password.
        String shown = Printable.of(url.replaceFirst("//.*@", "//***@"));
        return new IllegalArgumentException(
                "registry.url '%s' is not an address: %s, such as https://registry.example.com".formatted(shown, why));
    }

}
