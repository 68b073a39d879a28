package dev.registryarchiver.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * Passes on all bytes between its own port and another port of this machine, to put TLS
 * or another address before a server that has neither.
 */
public final class Relay implements AutoCloseable {

    private static final int BACKLOG = 50;

    private final ServerSocket socket;

    private final int target;

    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private Relay(ServerSocket socket, int target) {
        this.socket = socket;
        this.target = target;
        daemon(this::accept).start();
    }

    /** Listens at another address of this machine. */
    public static Relay at(String address, int target) {
        try {
            return new Relay(new ServerSocket(0, BACKLOG, InetAddress.getByName(address)), target);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot listen at " + address, ex);
        }
    }

    /**
     * Speaks TLS.
     * @param clientCertificate whether clients need one
     */
    public static Relay tls(SSLContext context, boolean clientCertificate, int target) {
        try {
            SSLServerSocket socket = (SSLServerSocket) context.getServerSocketFactory()
                .createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(clientCertificate);
            return new Relay(socket, target);
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot listen on the loopback address", ex);
        }
    }

    /** The port it was given. */
    public int port() {
        return this.socket.getLocalPort();
    }

    @Override
    public void close() {
        quietly(this.socket::close);
        this.connections.forEach((connection) -> quietly(connection::close));
    }

    private void accept() {
        while (!this.socket.isClosed()) {
            quietly(() -> {
                Socket client = this.socket.accept();
                this.connections.add(client);
                Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
                this.connections.add(server);
                join(client, server);
            });
        }
    }

    /** Passes on bytes in both directions until one side ends. */
    static void join(Socket one, Socket other) {
        daemon(() -> pump(one, other)).start();
        daemon(() -> pump(other, one)).start();
    }

    static void pump(Socket from, Socket to) {
        quietly(() -> {
            try (from; to) {
                InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream();
                byte[] buffer = new byte[8192];
                for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                    output.write(buffer, 0, count);
                    output.flush();
                }
            }
        });
    }

    static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        return thread;
    }

    static void quietly(Attempt attempt) {
        try {
            attempt.run();
        }
        catch (IOException ex) {
            // Both sides hang up as they like.
        }
    }

    interface Attempt {

        void run() throws IOException;

    }

}
