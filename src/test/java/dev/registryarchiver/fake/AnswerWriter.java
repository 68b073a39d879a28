package dev.registryarchiver.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.registryarchiver.fake.Delivery.Framing;

/** Writes answers to a connection, as well or as badly as they ask for. */
final class AnswerWriter {

    private static final int BUFFER = 8 * 1024;

    private static final int NO_CONTENT = 204;

    private static final int NOT_MODIFIED = 304;

    private final OutputStream output;

    private final CountDownLatch closing;

    /**
     * @param output where to write
     * @param closing ends all pauses, and the connection with them
     */
    AnswerWriter(OutputStream output, CountDownLatch closing) {
        this.output = output;
        this.closing = closing;
    }

    /**
     * Writes one answer.
     * @param head whether the request was {@code HEAD}, so that only headers are written
     * @return whether the connection is good for another request
     */
    boolean write(Answer answer, boolean head) throws IOException {
        pause(answer.delivery().delay());
        if (answer.delivery().hangUp()) {
            return false;
        }
        writeHead(answer);
        boolean complete = head || isBodiless(answer) || writeBody(answer);
        this.output.flush();
        return complete && answer.delivery().framing() != Framing.UNTIL_CLOSE;
    }

    private void writeHead(Answer answer) throws IOException {
        writeLine("HTTP/1.1 " + answer.status() + " Fake");
        for (Answer.Header header : answer.headers()) {
            writeLine(header.name() + ": " + header.value());
        }
        if (!isBodiless(answer)) {
            switch (answer.delivery().framing()) {
                case LENGTH -> writeLine("Content-Length: " + declaredLength(answer));
                case CHUNKED -> writeLine("Transfer-Encoding: chunked");
                case UNTIL_CLOSE -> writeLine("Connection: close");
            }
        }
        writeLine("");
    }

    private boolean writeBody(Answer answer) throws IOException {
        boolean chunked = answer.delivery().framing() == Framing.CHUNKED;
        long end = Math.min(answer.body().length(), answer.delivery().cutAfter());
        long middle = end / 2;
        writeRange(answer.body().range(0, middle), chunked);
        if (!answer.delivery().stall().isZero()) {
            this.output.flush();
            pause(answer.delivery().stall());
        }
        if (answer.delivery().drip().isZero()) {
            writeRange(answer.body().range(middle, end), chunked);
        }
        for (long at = middle; !answer.delivery().drip().isZero() && at < end; at++) {
            this.output.flush();
            pause(answer.delivery().drip());
            writeRange(answer.body().range(at, at + 1), chunked);
        }
        if (end < answer.body().length()) {
            return false;
        }
        if (chunked) {
            writeLine("0");
            writeLine("");
        }
        return chunked || end == declaredLength(answer);
    }

    private void writeRange(Content content, boolean chunked) throws IOException {
        try (InputStream stream = content.open()) {
            byte[] buffer = new byte[BUFFER];
            for (int count = stream.read(buffer); count > 0; count = stream.read(buffer)) {
                if (chunked) {
                    writeLine(Integer.toHexString(count));
                }
                this.output.write(buffer, 0, count);
                if (chunked) {
                    writeLine("");
                }
            }
        }
    }

    private void writeLine(String line) throws IOException {
        this.output.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void pause(Duration duration) throws IOException {
        try {
            if (this.closing.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("The server is closing");
            }
        }
        catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
        }
    }

    private static long declaredLength(Answer answer) {
        long declared = answer.delivery().declaredLength();
        return (declared >= 0) ? declared : answer.body().length();
    }

    private static boolean isBodiless(Answer answer) {
        return answer.status() == NO_CONTENT || answer.status() == NOT_MODIFIED;
    }

}
