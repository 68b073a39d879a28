package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real {@code docker-registry} process (distribution 2.8.2 on Debian) on a free
 * loopback port, with an empty storage of its own that is deleted in the end.
 */
public final class DockerRegistryServer implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private static final String LOG = "registry.log";

    private final ServerProcess server;

    private final URI uri;

    private DockerRegistryServer(ServerProcess server, URI uri) {
        this.server = server;
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
        return this.server.directory().resolve("storage");
    }

    /** Everything the registry has logged so far. */
    public String log() {
        return this.server.read(LOG);
    }

    @Override
    public void close() {
        this.server.stop();
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
                    .redirectOutput(this.directory.resolve(LOG).toFile())
                    .start();
                ServerProcess server = new ServerProcess(process, this.directory);
                return new DockerRegistryServer(server, server.await(() -> findUri(server.read(LOG)), LOG));
            }
            catch (IOException ex) {
                throw new UncheckedIOException("Cannot start docker-registry", ex);
            }
        }

        private @Nullable URI findUri(String log) {
            Matcher listening = LISTENING.matcher(log);
            return listening.find() ? URI.create("http://127.0.0.1:" + listening.group(1) + path()) : null;
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

        @SuppressWarnings("unchecked")
        private static Map<String, Object> below(Map<String, Object> level, String name) {
            return (Map<String, Object>) level.computeIfAbsent(name, (missing) -> new LinkedHashMap<String, Object>());
        }

    }

}
