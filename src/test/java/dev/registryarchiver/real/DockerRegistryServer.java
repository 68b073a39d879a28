package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.FileSystemUtils;

/**
 * A real {@code docker-registry} process (distribution 2.8.2 on Debian) on a free
 * loopback port, with an empty storage of its own that is deleted in the end.
 */
public final class DockerRegistryServer implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Path directory;

    private final Process process;

    private final URI uri;

    private DockerRegistryServer(Path directory, Process process, URI uri) {
        this.directory = directory;
        this.process = process;
        this.uri = uri;
    }

    /** Starts a registry that everybody may read and write. */
    public static DockerRegistryServer open() {
        return with().start();
    }

    /** Starts a registry that wants Basic. */
    public static DockerRegistryServer withHtpasswd(String username, String password) {
        return with().htpasswd(username, password).start();
    }

    /** Starts a registry that wants tokens of this service. */
    public static DockerRegistryServer withTokenAuth(JwtTokenService service) {
        return with().tokenAuth(service).start();
    }

    /** Begins to describe a registry. */
    public static Settings with() {
        return new Settings();
    }

    /** Address of the registry, prefix included, without a slash at its end. */
    public URI uri() {
        return this.uri;
    }

    /** {@code 127.0.0.1:port}. */
    public String host() {
        return this.uri.getAuthority();
    }

    /** Where the registry keeps its files, to be damaged by tests. */
    public Path storage() {
        return this.directory.resolve("storage");
    }

    /** Everything the registry has logged so far. */
    public String log() {
        return read(logFile(this.directory));
    }

    @Override
    public void close() {
        stop(this.process, this.directory);
    }

    private static void stop(Process process, Path directory) {
        process.destroyForcibly();
        try {
            process.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            FileSystemUtils.deleteRecursively(directory);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot delete the registry's storage", ex);
        }
    }

    private static Path logFile(Path directory) {
        return directory.resolve("registry.log");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    /** Describes a registry that has not been started yet. */
    public static final class Settings {

        private final Path directory;

        private final Map<String, Object> configuration = new LinkedHashMap<>();

        private Settings() {
            try {
                this.directory = Files.createTempDirectory("docker-registry");
            }
            catch (IOException ex) {
                throw new UncheckedIOException("Cannot create a directory for the registry", ex);
            }
            set("version", 0.1);
            set("log.level", "info");
            set("storage.filesystem.rootdirectory", this.directory.resolve("storage").toString());
            set("storage.delete.enabled", true);
            // The port the system gives is read from the log.
            set("http.addr", "127.0.0.1:0");
        }

        /** Wants Basic; the password is stored with bcrypt. */
        public Settings htpasswd(String username, String password) {
            Tools.Result htpasswd = Tools.run("htpasswd", "-nbB", username, password).requireSuccess();
            set("auth.htpasswd.realm", "real registry");
            return set("auth.htpasswd.path", write("htpasswd", htpasswd.stdout()));
        }

        /** Wants tokens of this service. */
        public Settings tokenAuth(JwtTokenService service) {
            set("auth.token.realm", service.realm().toString());
            set("auth.token.service", JwtTokenService.SERVICE);
            set("auth.token.issuer", JwtTokenService.ISSUER);
            return set("auth.token.rootcertbundle", write("certificate.pem", service.certificate()));
        }

        /**
         * Serves below a path.
         * @param prefix such as {@code /registry}
         */
        public Settings prefix(String prefix) {
            return set("http.prefix", prefix + "/");
        }

        /** Refuses catalog pages of more names. */
        public Settings maxEntries(int most) {
            return set("catalog.maxentries", most);
        }

        /**
         * Any other setting of the registry's configuration.
         * @param path names of the configuration's levels, joined by dots
         * @see <a href=
         * "https://distribution.github.io/distribution/about/configuration/">
         * distribution, configuration</a>
         */
        public Settings set(String path, Object value) {
            Map<String, Object> level = this.configuration;
            String[] names = path.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                level = below(level, names[i]);
            }
            level.put(names[names.length - 1], value);
            return this;
        }

        /** Starts it and waits until it listens. */
        public DockerRegistryServer start() {
            // JSON is YAML.
            String file = write("config.yml", JsonMapper.shared().writeValueAsString(this.configuration));
            try {
                Process process = new ProcessBuilder(Tools.locate("docker-registry"), "serve", file)
                    .redirectErrorStream(true)
                    .redirectOutput(logFile(this.directory).toFile())
                    .start();
                return new DockerRegistryServer(this.directory, process, awaitUri(process));
            }
            catch (IOException ex) {
                throw new UncheckedIOException("Cannot start docker-registry", ex);
            }
        }

        private URI awaitUri(Process process) {
            long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
            while (process.isAlive() && System.nanoTime() < deadline) {
                Matcher listening = LISTENING.matcher(read(logFile(this.directory)));
                if (listening.find()) {
                    return URI.create("http://127.0.0.1:" + listening.group(1) + path());
                }
                pause(process);
            }
            String log = read(logFile(this.directory));
            stop(process, this.directory);
            throw new IllegalStateException("docker-registry does not listen; it said: " + log);
        }

        private String path() {
            String prefix = (String) below(this.configuration, "http").getOrDefault("prefix", "/");
            return prefix.substring(0, prefix.length() - 1);
        }

        private String write(String name, String text) {
            try {
                return Files.writeString(this.directory.resolve(name), text).toString();
            }
            catch (IOException ex) {
                throw new UncheckedIOException("Cannot write the registry's " + name, ex);
            }
        }

        private static void pause(Process process) {
            try {
                process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
            catch (InterruptedException ex) {
                Thread.currentThread().interrupt();
            }
        }

        @SuppressWarnings("unchecked")
        private static Map<String, Object> below(Map<String, Object> level, String name) {
            return (Map<String, Object>) level.computeIfAbsent(name, (missing) -> new LinkedHashMap<String, Object>());
        }

    }

}
