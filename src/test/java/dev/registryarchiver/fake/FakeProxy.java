package dev.registryarchiver.fake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on a free loopback port that leads every name to one port of this
 * machine: plain requests without a body, and tunnels.
 */
public final class FakeProxy implements AutoCloseable {

    private final ServerSocket socket;

    private final int target;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private volatile String login = "";

    private volatile int refusal;

    /**
     * @param target the port everything leads to
     */
    public FakeProxy(int target) {
        this.target = target;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot listen on the loopback address", ex);
        }
        Relay.daemon(this::accept).start();
    }

    /** From now on this login is needed. */
    public void requireLogin(String username, String password) {
        this.login = "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** From now on everything is refused. */
    public void refuse(int status) {
        this.refusal = status;
    }

    public int port() {
        return this.socket.getLocalPort();
    }

    /** The first lines of all requests. */
    public List<String> lines() {
        return List.copyOf(this.lines);
    }

    @Override
    public void close() {
        Relay.quietly(this.socket::close);
        this.connections.forEach((connection) -> Relay.quietly(connection::close));
    }

    private void accept() {
        while (!this.socket.isClosed()) {
            Relay.quietly(() -> {
                Socket client = this.socket.accept();
                this.connections.add(client);
                Relay.daemon(() -> Relay.quietly(() -> converse(client))).start();
            });
        }
    }

    private void converse(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
        this.connections.add(server);
        boolean answering = false;
        for (String head = head(client.getInputStream()); !head.isEmpty(); head = head(client.getInputStream())) {
            String line = head.lines().findFirst().orElse("");
            this.lines.add(line);
            int status = refusal(head);
            if (status != 0) {
                send(client, "HTTP/1.1 %d No\r\nContent-Length: 3\r\n\r\nno\n".formatted(status));
                continue;
            }
            if (line.startsWith("CONNECT ")) {
                send(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                Relay.join(client, server);
                return;
            }
            if (!answering) {
                Relay.daemon(() -> Relay.pump(server, client)).start();
                answering = true;
            }
            send(server, head.replaceFirst(" http://[^/]+/", " /").replaceAll("(?i)Proxy-[^\r]*\r\n", ""));
        }
    }

    private int refusal(String head) {
        boolean loggedIn = this.login.isEmpty() || head.contains("Proxy-Authorization: " + this.login + "\r\n");
        return loggedIn ? this.refusal : 407;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(InputStream input) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = input.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

}
