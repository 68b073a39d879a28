package dev.registryarchiver.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.registryarchiver.image.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ConcurrentLruCache;
import org.springframework.util.function.SingletonSupplier;

/**
 * What docker and podman remember from a login. The first place with an entry for the
 * registry wins.
 *
 * @see <a href=
 * "https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md">
 * containers-auth.json(5)</a>
 */
final class DockerCredentials implements CredentialsSource {

    private static final Logger logger = LoggerFactory.getLogger(DockerCredentials.class);

    private static final int REMEMBERED = 256;

    private final Supplier<List<DockerConfig>> configs;

    private final ConcurrentLruCache<Place, Credentials> found = new ConcurrentLruCache<>(REMEMBERED, this::look);

    private DockerCredentials(Supplier<List<DockerConfig>> configs) {
        this.configs = SingletonSupplier.of(configs);
    }

    /**
     * @param helpers programs that the files leave credentials to
     */
    static DockerCredentials of(CredentialsProperties properties, Map<String, String> environment, Path home,
            DockerConfig.Helpers helpers) {
        Path explicit = properties.dockerConfig();
        return new DockerCredentials((explicit != null) ? () -> List.of(explicit(explicit, helpers))
                : () -> usual(environment, home, helpers));
    }

    @Override
    public Credentials find(Registry registry, Scope scope) {
        return this.found.get(new Place(registry, scope.resourceName()));
    }

    @Override
    public Credentials renew(Registry registry, Scope scope, Credentials rejected) {
        this.configs.get().forEach((config) -> config.renew(rejected));
        this.found.clear();
        return find(registry, scope);
    }

    @Override
    public String describe(Registry registry, Scope scope) {
        String repository = scope.resourceName();
        return this.configs.get()
            .stream()
            .filter((config) -> config.find(registry, repository).isPresent())
            .findFirst()
            .map((config) -> "%s from %s".formatted(find(registry, scope), config.origin(registry, repository)))
            .orElseGet(() -> "no credentials; %s".formatted(whereLooked(registry)));
    }

    private String whereLooked(Registry registry) {
        return this.configs.get().isEmpty() ? "there is no docker or podman config"
                : "%s has no entry for %s".formatted(
                        this.configs.get().stream().map(DockerConfig::toString).collect(Collectors.joining(", ")),
                        registry.name());
    }

    private Credentials look(Place place) {
        for (DockerConfig config : this.configs.get()) {
            Optional<Credentials> credentials = config.find(place.registry(), place.repository());
            if (credentials.isPresent()) {
                logger.debug("Using the {} of {} for {}", credentials.get(), config, place.registry());
                return credentials.get();
            }
        }
        return Credentials.NONE;
    }

    private static DockerConfig explicit(Path path, DockerConfig.Helpers helpers) {
        Path file = Files.isDirectory(path) ? path.resolve("config.json") : path;
        if (!Files.exists(file)) {
            throw new UnreadableCredentialsException(file.toString(),
                    "credentials.docker-config names it, but it does not exist");
        }
        return DockerConfig.read(file, helpers);
    }

    private static List<DockerConfig> usual(Map<String, String> environment, Path home, DockerConfig.Helpers helpers) {
        List<DockerConfig> configs = new ArrayList<>();
        // Docker puts the variable before all files, too.
        String inline = environment.getOrDefault("DOCKER_AUTH_CONFIG", "");
        if (!inline.isBlank()) {
            configs.add(DockerConfig.parse("DOCKER_AUTH_CONFIG", inline.getBytes(StandardCharsets.UTF_8), helpers));
        }
        usualFiles(environment, home).stream()
            .filter(Files::exists)
            .map((file) -> DockerConfig.read(file, helpers))
            .forEach(configs::add);
        return configs;
    }

    private static List<Path> usualFiles(Map<String, String> environment, Path home) {
        List<Path> files = new ArrayList<>();
        variable(environment, "DOCKER_CONFIG").ifPresent((directory) -> files.add(directory.resolve("config.json")));
        files.add(home.resolve(".docker").resolve("config.json"));
        variable(environment, "REGISTRY_AUTH_FILE").ifPresent(files::add);
        variable(environment, "XDG_RUNTIME_DIR")
            .ifPresent((directory) -> files.add(directory.resolve("containers").resolve("auth.json")));
        files.add(home.resolve(".config").resolve("containers").resolve("auth.json"));
        files.add(home.resolve(".dockercfg"));
        return files;
    }

    private static Optional<Path> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter((value) -> !value.isBlank()).map(Path::of);
    }

    private record Place(Registry registry, String repository) {
    }

}
