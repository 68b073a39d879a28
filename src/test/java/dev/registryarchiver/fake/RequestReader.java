package dev.registryarchiver.fake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Reads one request after the other from a connection. */
final class RequestReader {

    private final InputStream input;

    private final OutputStream output;

    RequestReader(InputStream input, OutputStream output) {
        this.input = input;
        this.output = output;
    }

    /**
     * The next request, or {@code null} when the client has hung up.
     * @throws IOException if this is no HTTP, such as the TLS that clients try first
     */
    @Nullable RecordedRequest read() throws IOException {
        String requestLine = readLine();
        if (requestLine.isEmpty()) {
            return null;
        }
        String[] parts = requestLine.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new ProtocolException("This is no HTTP/1.1");
        }
        String[] target = parts[1].split("\\?", 2);
        Map<String, List<String>> headers = readHeaders();
        return new RecordedRequest(parts[0], target[0], (target.length == 2) ? target[1] : "", headers,
                readBody(headers));
    }

    private Map<String, List<String>> readHeaders() throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            String[] parts = line.split(":", 2);
            if (parts.length != 2) {
                throw new ProtocolException("A header line needs a colon");
            }
            headers.computeIfAbsent(parts[0].toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
                .add(parts[1].strip());
        }
        return headers;
    }

    private byte[] readBody(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("expect")) {
            this.output.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            this.output.flush();
        }
        if (headers.containsKey("transfer-encoding")) {
            return readChunks();
        }
        return readFully(Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0)));
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = readChunkSize(); size > 0; size = readChunkSize()) {
            body.write(readFully(size));
            readLine();
        }
        readLine();
        return body.toByteArray();
    }

    private int readChunkSize() throws IOException {
        return Integer.parseInt(readLine().split(";")[0].strip(), 16);
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = this.input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The client hung up after %d of %d bytes".formatted(bytes.length, length));
        }
        return bytes;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = this.input.read(); next >= 0 && next != '\n'; next = this.input.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

}
