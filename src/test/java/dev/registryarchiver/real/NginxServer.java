package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real nginx on a free loopback port that stands before a registry, compresses whatever
 * it may and speaks TLS with a certificate nobody knows, if asked to.
 */
public final class NginxServer implements AutoCloseable {

    private final ServerProcess server;

    private final URI uri;

    private NginxServer(ServerProcess server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    /** Begins to describe a server before this registry. */
    public static Settings before(DockerRegistryServer registry) {
        return new Settings(registry);
    }

    /** Its address, prefix included, without a slash at its end. */
    public URI uri() {
        return this.uri;
    }

    /**
     * A PKCS12 store that holds its certificate and has the password {@code changeit}.
     */
    public Path trustStore() {
        return this.server.directory().resolve("trust.p12");
    }

    /** Its certificate, which is its own authority. */
    public Path certificate() {
        return this.server.directory().resolve("certificate.pem");
    }

    /** One line for each request: method, path, status, content coding, range. */
    public String log() {
        return this.server.read("access.log");
    }

    @Override
    public void close() {
        this.server.stop();
    }

    /** Describes a server that has not been started yet. */
    public static final class Settings {

        private final DockerRegistryServer registry;

        private String prefix = "";

        private String rate = "0";

        private String limit = "";

        private String ranges = "";

        private String files = "";

        private boolean tls;

        private Settings(DockerRegistryServer registry) {
            this.registry = registry;
        }

        /**
         * Serves the registry below a path that the registry does not know of.
         * @param value such as {@code /hub}
         */
        public Settings prefix(String value) {
            this.prefix = value;
            return this;
        }

        /**
         * Sends blobs at most that fast.
         * @param value such as {@code 200k}, for each second and connection
         */
        public Settings blobRate(String value) {
            this.rate = value;
            return this;
        }

        /** Answers with 429 and a page of HTML to more requests than that in a second. */
        public Settings requestsPerSecond(int most) {
            this.limit = "limit_req_zone $binary_remote_addr zone=all:1m rate=%dr/s; limit_req zone=all burst=2 nodelay; limit_req_status 429;"
                .formatted(most);
            return this;
        }

        /** Serves files as well, as a storage that a registry redirects to does. */
        public Settings files(Path root) {
            this.files = "location /docker/ { root %s; }".formatted(root);
            return this;
        }

        /** Sends blobs only as a whole. */
        public Settings withoutRanges() {
            this.ranges = "proxy_set_header Range \"\"; max_ranges 0;";
            return this;
        }

        /** Speaks TLS and nothing else. */
        public Settings tls() {
            this.tls = true;
            return this;
        }

        /** Starts it and waits until it listens. */
        public NginxServer start() {
            try {
                Path directory = Files.createTempDirectory("nginx");
                int port = freePort();
                if (this.tls) {
                    SigningKey key = SigningKey.generate("CN=127.0.0.1", "san=ip:127.0.0.1");
                    Files.writeString(directory.resolve("certificate.pem"), key.pem());
                    Files.writeString(directory.resolve("key.pem"), key.privatePem());
                    key.writeTrustStore(directory.resolve("trust.p12"), "changeit");
                }
                Path file = Files.writeString(directory.resolve("nginx.conf"), configuration(directory, port));
                ServerProcess server = new ServerProcess(new ProcessBuilder(Tools.locate("nginx"), "-p",
                        directory.toString(), "-e", directory.resolve("error.log").toString(), "-c", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output.log").toFile())
                    .start(), directory);
                URI uri = URI.create("%s://127.0.0.1:%d%s".formatted(this.tls ? "https" : "http", port, this.prefix));
                return new NginxServer(server,
                        server.await(() -> isListening(port) ? uri : null, "error.log", "output.log"));
            }
            catch (IOException ex) {
                throw new UncheckedIOException("Cannot start nginx", ex);
            }
        }

        private String configuration(Path directory, int port) {
            String certificate = this.tls ? "ssl_certificate certificate.pem; ssl_certificate_key key.pem;" : "";
            return """
                    daemon off;
                    master_process off;
                    pid nginx.pid;
                    events { worker_connections 256; }
                    http {
                      log_format brief '$request_method $uri $status $sent_http_content_encoding $http_range';
                      access_log access.log brief;
                      client_body_temp_path body;
                      proxy_temp_path proxy;
                      fastcgi_temp_path fastcgi;
                      uwsgi_temp_path uwsgi;
                      scgi_temp_path scgi;
                      gzip on;
                      gzip_types *;
                      gzip_min_length 1;
                      gzip_proxied any;
                      client_max_body_size 0;
                      %s
                      server {
                        listen 127.0.0.1:%d%s;
                        %s
                        location %s/v2/ {
                          proxy_pass %s/v2/;
                          proxy_set_header Host $http_host;
                          proxy_set_header X-Forwarded-Proto $scheme;
                        }
                        location ~ ^%s(/v2/.+/blobs/.+)$ {
                          proxy_pass %s$1$is_args$args;
                          proxy_set_header Host $http_host;
                          proxy_set_header X-Forwarded-Proto $scheme;
                          limit_rate %s;
                          %s
                        }
                        %s
                      }
                    }
                    """.formatted(this.limit, port, this.tls ? " ssl" : "", certificate, this.prefix,
                    this.registry.uri(), this.prefix, this.registry.uri(), this.rate, this.ranges, this.files);
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            }
        }

        private static boolean isListening(int port) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
            catch (IOException ex) {
                return false;
            }
        }

    }

}
