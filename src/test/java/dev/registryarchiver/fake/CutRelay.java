package dev.registryarchiver.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line to a server that breaks: connections through it end in the middle of what the
 * client sends.
 */
public final class CutRelay implements AutoCloseable {

    private static final int BUFFER = 8 * 1024;

    private final ServerSocket socket;

    private final URI server;

    private final AtomicInteger cuts = new AtomicInteger();

    private final AtomicLong sent = new AtomicLong();

    private volatile long cutAfter;

    public CutRelay(URI server) {
        this.server = server;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }
        catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
        daemon(this::accept);
    }

    /** Breaks that many connections, each when it has carried so many bytes. */
    public void cut(int times, long bytes) {
        this.cutAfter = bytes;
        this.cuts.set(times);
    }

    /** Address of the server at this end of the line. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + this.socket.getLocalPort());
    }

    /** Bytes that clients have sent so far. */
    public long sent() {
        return this.sent.get();
    }

    @Override
    public void close() {
        quietly(this.socket::close);
    }

    private void accept() {
        while (!this.socket.isClosed()) {
            quietly(() -> {
                Socket client = this.socket.accept();
                Socket behind = new Socket(this.server.getHost(), this.server.getPort());
                daemon(() -> carry(client, behind, true));
                daemon(() -> carry(behind, client, false));
            });
        }
    }

    private void carry(Socket from, Socket to, boolean cutting) {
        quietly(() -> {
            try (from; to) {
                InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream();
                byte[] buffer = new byte[BUFFER];
                long carried = 0;
                for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                    output.write(buffer, 0, count);
                    output.flush();
                    carried += count;
                    this.sent.addAndGet(cutting ? count : 0);
                    if (cutting && carried > this.cutAfter
                            && this.cuts.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
                        return;
                    }
                }
            }
        });
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "cut-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(Attempt attempt) {
        try {
            attempt.run();
        }
        catch (IOException ex) {
            // Either end hangs up as it likes.
        }
    }

    private interface Attempt {

        void run() throws IOException;

    }

}
