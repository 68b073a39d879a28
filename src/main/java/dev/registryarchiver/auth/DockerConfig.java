package dev.registryarchiver.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.registryarchiver.image.Printable;
import dev.registryarchiver.image.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One file in the format of docker's {@code config.json} or podman's {@code auth.json},
 * or a {@code .dockercfg}, which is the inner map alone. Its text form is its name.
 */
final class DockerConfig {

    private static final Logger logger = LoggerFactory.getLogger(DockerConfig.class);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int MAX_SIZE = 1 << 20;

    // Docker's own key for Docker Hub, then the names podman and people use.
    private static final List<String> DOCKER_HUB = List.of("https://index.docker.io/v1/", "docker.io",
            "index.docker.io", "registry-1.docker.io");

    // Paths that old docker versions put behind a host; others are namespaces of podman.
    private static final Set<String> VERSIONS = Set.of("", "/", "/v1", "/v1/", "/v2", "/v2/");

    private final String source;

    private final Map<String, JsonNode> entries = new LinkedHashMap<>();

    // Each entry is read once, and complained about once.
    private final Map<String, Optional<Credentials>> read = new ConcurrentHashMap<>();

    private final JsonNode helpers;

    private final String store;

    private final Helpers programs;

    private final Map<String, KeptSecret> kept = new ConcurrentHashMap<>();

    private DockerConfig(String source, JsonNode root, Helpers programs) {
        this.source = source;
        this.programs = programs;
        boolean flat = source.endsWith(".dockercfg") && !root.has("auths");
        (flat ? root : root.path("auths")).properties()
            .forEach((entry) -> this.entries.put(entry.getKey(), entry.getValue()));
        this.helpers = root.path("credHelpers");
        this.store = root.path("credsStore").stringValue("");
    }

    /**
     * Reads a file.
     * @throws UnreadableCredentialsException if that is not possible; nothing of the
     * content is quoted
     */
    static DockerConfig read(Path file, Helpers programs) {
        try (InputStream content = Files.newInputStream(file)) {
            return parse(file.toString(), content.readNBytes(MAX_SIZE + 1), programs);
        }
        catch (IOException ex) {
            throw new UnreadableCredentialsException(file.toString(),
                    "it cannot be opened (%s)".formatted(ex.getClass().getSimpleName()));
        }
    }

    static DockerConfig parse(String source, byte[] content, Helpers programs) {
        if (content.length > MAX_SIZE) {
            throw new UnreadableCredentialsException(source, "it is larger than %d bytes".formatted(MAX_SIZE));
        }
        try {
            JsonNode root = JSON.readTree(content);
            if (root.isObject()) {
                return new DockerConfig(source, root, programs);
            }
        }
        catch (JacksonException ex) {
            // The sentence below is enough; the exception quotes the content.
        }
        throw new UnreadableCredentialsException(source, "it is not a JSON object");
    }

    /**
     * The credentials for a repository: those of its longest namespace, then those of the
     * registry.
     * @param repository name of the repository, or empty for the registry as a whole
     */
    Optional<Credentials> find(Registry registry, String repository) {
        for (String host : hosts(registry)) {
            Optional<Credentials> credentials = namespace(host, repository);
            if (credentials.isPresent()) {
                return credentials;
            }
        }
        return kept(hosts(registry))
            .or(() -> keys(hosts(registry)).map(this::entry).flatMap(Optional::stream).findFirst());
    }

    /** Where {@link #find} finds what it finds, in words. */
    String origin(Registry registry, String repository) {
        boolean ofNamespace = hosts(registry).stream().anyMatch((host) -> namespace(host, repository).isPresent());
        Optional<Credentials> kept = ofNamespace ? Optional.empty() : kept(hosts(registry));
        return kept.isPresent() ? "the credential helper docker-credential-%s that %s names"
            .formatted(Printable.of(helper(hosts(registry))), this.source) : this.source;
    }

    /** Asks helpers again for what was rejected. */
    void renew(Credentials rejected) {
        this.kept.values().forEach((secret) -> secret.renew(rejected));
    }

    @Override
    public String toString() {
        return this.source;
    }

    private Optional<Credentials> namespace(String host, String repository) {
        for (String path = repository; !path.isEmpty(); path = parent(path)) {
            Optional<Credentials> credentials = entry(host + "/" + path);
            if (credentials.isPresent()) {
                return credentials;
            }
        }
        return Optional.empty();
    }

    private static List<String> hosts(Registry registry) {
        return registry.isDockerHub() ? DOCKER_HUB : List.of(registry.name());
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }

    private String helper(List<String> hosts) {
        return hosts.stream()
            .map((host) -> text(this.helpers, host))
            .filter((name) -> !name.isEmpty())
            .findFirst()
            .orElse(this.store);
    }

    private Optional<Credentials> kept(List<String> hosts) {
        for (String host : hosts) {
            String helper = text(this.helpers, host);
            if (!helper.isEmpty()) {
                return kept(helper, host);
            }
        }
        // The store knows a server by the name it was told at the login, which an entry
        // without content repeats.
        return this.store.isEmpty() ? Optional.empty() : kept(this.store, keys(hosts).findFirst().orElse(hosts.get(0)));
    }

    private Optional<Credentials> kept(String helper, String server) {
        return this.kept
            .computeIfAbsent(server,
                    (absent) -> new KeptSecret(this.source, server, this.programs.named(helper), this.programs.clock()))
            .get();
    }

    // Exact ones come first.
    private Stream<String> keys(List<String> hosts) {
        return hosts.stream()
            .flatMap((host) -> Stream.concat(Stream.of(host).filter(this.entries::containsKey),
                    this.entries.keySet().stream().filter((key) -> !key.equals(host) && namesHost(key, host))));
    }

    private static boolean namesHost(String key, String host) {
        int scheme = key.indexOf("://");
        String address = key.substring((scheme < 0) ? 0 : scheme + 3);
        int slash = address.indexOf('/');
        String path = (slash < 0) ? "" : address.substring(slash);
        String name = (slash < 0) ? address : address.substring(0, slash);
        return name.toLowerCase(Locale.ROOT).equals(host) && (scheme >= 0 || VERSIONS.contains(path));
    }

    private Optional<Credentials> entry(String key) {
        JsonNode entry = this.entries.get(key);
        return (entry != null) ? this.read.computeIfAbsent(key, (absent) -> read(key, entry)) : Optional.empty();
    }

    private Optional<Credentials> read(String key, JsonNode entry) {
        try {
            return credentials(entry);
        }
        catch (IllegalArgumentException ex) {
            logger.warn("The entry '{}' of {} is unusable and left out; log in again to repair it", Printable.of(key),
                    this.source);
            return Optional.empty();
        }
    }

    private static Optional<Credentials> credentials(JsonNode entry) {
        String registryToken = text(entry, "registrytoken");
        if (!registryToken.isEmpty()) {
            return Optional.of(new Credentials.RegistryToken(registryToken));
        }
        Optional<Credentials> login = login(entry);
        String identityToken = text(entry, "identitytoken");
        if (identityToken.isEmpty()) {
            return login;
        }
        Credentials substitute = login.map(Credentials::forBasic).orElse(Credentials.NONE);
        return Optional.of(new Credentials.IdentityToken(identityToken, substitute));
    }

    private static Optional<Credentials> login(JsonNode entry) {
        String username = text(entry, "username");
        String password = text(entry, "password");
        String auth = text(entry, "auth");
        if (!auth.isEmpty()) {
            String pair = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("no user name");
            }
            username = pair.substring(0, colon);
            password = pair.substring(colon + 1).replaceFirst("\0+$", "");
        }
        // Beside an identity token the password is empty.
        return (username.isEmpty() || password.isEmpty()) ? Optional.empty()
                : Optional.of(Credentials.of(username, password));
    }

    private static String text(JsonNode entry, String field) {
        return entry.path(field).stringValue("");
    }

    /**
     * The credential helpers of this machine.
     *
     * @param environment variables they see; {@code PATH} says where they are
     * @param timeout how long an answer may take
     * @param clock tells when one may be asked again
     */
    record Helpers(Map<String, String> environment, Duration timeout, Clock clock) {

        CredentialHelper named(String name) {
            return new CredentialHelper(name, this.environment, this.timeout);
        }

    }

}
