package dev.registryarchiver.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's {@code prometheus-pushgateway} on a free loopback port. */
public final class Pushgateway implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final HttpClient client = HttpClient.newHttpClient();

    private final Process process;

    private final URI uri;

    private Pushgateway(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** Starts it and waits until it listens. */
    public static Pushgateway start() {
        try {
            int port = freePort();
            Path log = Files.createTempFile("pushgateway-", ".log");
            Process process = new ProcessBuilder(Tools.locate("prometheus-pushgateway"),
                    "--web.listen-address=127.0.0.1:" + port, "--persistence.file=")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
            Pushgateway gateway = new Pushgateway(process, URI.create("http://127.0.0.1:" + port));
            gateway.awaitStart(log);
            return gateway;
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot start prometheus-pushgateway", ex);
        }
    }

    /** Its address, without a slash at its end. */
    public URI uri() {
        return this.uri;
    }

    /** What Prometheus would get of it: a line for each series that begins so. */
    public List<String> series(String prefix) {
        try {
            return scrape().lines().filter((line) -> line.startsWith(prefix)).toList();
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close() {
        this.process.destroyForcibly();
    }

    private String scrape() throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(this.uri.resolve("/metrics")).timeout(START_TIMEOUT).build();
            return this.client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(ex);
        }
    }

    private void awaitStart(Path log) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (this.process.isAlive() && System.nanoTime() < deadline) {
            try {
                scrape();
                return;
            }
            catch (IOException ex) {
                pause();
            }
        }
        close();
        throw new IllegalStateException("prometheus-pushgateway does not listen; it said: " + Files.readString(log));
    }

    private void pause() {
        try {
            this.process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

}
