package dev.registryarchiver.fake;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on a free loopback port. It is written on sockets because ready-made
 * servers are too well-behaved: they do not cut bodies, lie about lengths or repeat
 * headers.
 */
public final class FakeServer implements AutoCloseable {

    private static final int BACKLOG = 200;

    private static final int SEND_BUFFER = 64 * 1024;

    private final ServerSocket socket;

    private final Function<RecordedRequest, Answer> handler;

    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private final CountDownLatch closing = new CountDownLatch(1);

    private final AtomicInteger accepted = new AtomicInteger();

    private final AtomicInteger busy = new AtomicInteger();

    private final AtomicInteger peak = new AtomicInteger();

    /**
     * Takes a port; nothing is answered before {@link #start()}.
     * @param handler answers one request; called by many threads
     */
    public FakeServer(Function<RecordedRequest, Answer> handler) {
        this.handler = handler;
        try {
            this.socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        }
        catch (IOException ex) {
            throw new UncheckedIOException("Cannot listen on the loopback address; is it configured?", ex);
        }
    }

    /** Begins to answer. */
    public void start() {
        daemon(this::accept).start();
    }

    /** The port it was given. */
    public int port() {
        return this.socket.getLocalPort();
    }

    /** Connections accepted so far. */
    int accepted() {
        return this.accepted.get();
    }

    /** Most requests that were being answered at the same time. */
    int peak() {
        return this.peak.get();
    }

    @Override
    public void close() {
        this.closing.countDown();
        quietly(this.socket::close);
        this.connections.forEach((connection) -> quietly(connection::close));
    }

    private void accept() {
        while (!this.socket.isClosed()) {
            quietly(() -> {
                Socket connection = this.socket.accept();
                // What waits in a large buffer would pass for sent.
                connection.setSendBufferSize(SEND_BUFFER);
                this.accepted.incrementAndGet();
                this.connections.add(connection);
                daemon(() -> converse(connection)).start();
            });
        }
    }

    private void converse(Socket connection) {
        quietly(() -> {
            try (connection) {
                // Whoever came while close() was going through the connections.
                if (this.socket.isClosed()) {
                    return;
                }
                connection.setTcpNoDelay(true);
                RequestReader reader = new RequestReader(new BufferedInputStream(connection.getInputStream()),
                        connection.getOutputStream());
                AnswerWriter writer = new AnswerWriter(new BufferedOutputStream(connection.getOutputStream()),
                        this.closing);
                RecordedRequest request = reader.read();
                while (request != null && answer(request, writer)) {
                    request = reader.read();
                }
            }
        });
        this.connections.remove(connection);
    }

    private boolean answer(RecordedRequest request, AnswerWriter writer) throws IOException {
        this.peak.accumulateAndGet(this.busy.incrementAndGet(), Math::max);
        try {
            boolean reusable = writer.write(this.handler.apply(request), request.method().equals("HEAD"));
            return reusable && !"close".equalsIgnoreCase(request.header("Connection"));
        }
        finally {
            this.busy.decrementAndGet();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-server");
        thread.setDaemon(true);
        return thread;
    }

    private static void quietly(Attempt attempt) {
        try {
            attempt.run();
        }
        catch (IOException ex) {
            // Clients hang up as they like, and close() hangs up on everybody.
        }
    }

    private interface Attempt {

        void run() throws IOException;

    }

}
